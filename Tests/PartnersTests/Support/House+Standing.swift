import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit

@testable import OctopusPartners

extension World<PartnersEnvironment> {
    /// The tenant suspends a partner; identity has not heard of it yet.
    func suspend(_ partner: PartnerID) async throws {
        _ = try await desk().call(
            SuspendPartner.self,
            .init(partnerId: partner, version: standingVersion(of: partner), reason: "No answer.")
        )
    }

    /// The tenant lets it do business again; identity has not heard of it yet.
    func reactivate(_ partner: PartnerID) async throws {
        _ = try await desk().call(
            ReactivatePartner.self,
            .init(partnerId: partner, version: standingVersion(of: partner))
        )
    }

    private func standingVersion(of partner: PartnerID) async throws -> Int64 {
        try await desk().call(GetPartner.self, .init(partnerId: partner)).partner.version
    }
}
