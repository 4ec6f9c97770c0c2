import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import struct FoundationEssentials.UUID

@testable import OctopusLoyalty

extension Somebody {
    /// Displays a code.
    func display(
        _ offer: DisplayedOffer,
        seconds: Int64? = nil,
        uses: Int64? = nil
    ) async throws -> DisplayID {
        try await call(
            DisplayCode.self,
            .init(offer: offer, lifeSeconds: seconds, uses: uses)
        ).id
    }

    /// What the screen of a display shows now.
    func shown(_ display: DisplayID) async throws -> String {
        let reply = try await call(GetDisplayedCode.self, .init(displayId: display))
        guard let code = reply.code else { throw Unexpected() }
        return code.text
    }

    /// Scans a displayed code.
    func use(_ text: String) async throws -> UseDisplayedCode.Reply {
        try await call(UseDisplayedCode.self, .init(text: text))
    }

    /// Scans a code that must be refused for that reason.
    func cannotUse(_ text: String, _ reason: Reason, at partner: PartnerID? = nil) async throws {
        try await refused(reason, UseDisplayedCode.self, .init(text: text), at: partner)
    }
}

extension World<LoyaltyEnvironment> {
    /// A key for a call that is made again.
    func newKey() -> UUID { ids.uuid(at: clock.now) }
}
