import OctopusIdentityContract
import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusLoyalty

/// Loyalty on a real database, with two tenants that don't know of each other.
///
/// The mall has two partners, café and bakery, and two end users, Ana and Ben; the bank has one
/// of each. Time stands still unless it is moved.
final class House: Sendable {
    let folder: HouseFolder
    let clock: VirtualClock
    let ids: SeededIDs
    let issuer: TokenIssuer
    let instance: ServiceInstance<LoyaltyEnvironment>

    let mall: TenantID
    let bank: TenantID
    let cafe: PartnerID
    let bakery: PartnerID
    let broker: PartnerID
    let ana: EndUserID
    let ben: EndUserID
    let cleo: EndUserID

    init(seed: UInt64 = 1) async throws {
        folder = try HouseFolder()
        clock = VirtualClock()
        ids = SeededIDs(seed: seed)
        issuer = TokenIssuer()
        let now = clock.now
        mall = TenantID(ids.uuid(at: now))
        bank = TenantID(ids.uuid(at: now))
        cafe = PartnerID(ids.uuid(at: now))
        bakery = PartnerID(ids.uuid(at: now))
        broker = PartnerID(ids.uuid(at: now))
        ana = EndUserID(ids.uuid(at: now))
        ben = EndUserID(ids.uuid(at: now))
        cleo = EndUserID(ids.uuid(at: now))
        instance = try await Self.open(folder, clock, ids, issuer)
        try await settle()
    }

    /// The same house after its service was started anew.
    init(restarting house: House) async throws {
        await house.instance.close()
        folder = house.folder
        clock = house.clock
        ids = house.ids
        issuer = house.issuer
        mall = house.mall
        bank = house.bank
        cafe = house.cafe
        bakery = house.bakery
        broker = house.broker
        ana = house.ana
        ben = house.ben
        cleo = house.cleo
        instance = try await Self.open(folder, clock, ids, issuer)
    }

    private static func open(
        _ folder: HouseFolder,
        _ clock: VirtualClock,
        _ ids: SeededIDs,
        _ issuer: TokenIssuer
    ) async throws -> ServiceInstance<LoyaltyEnvironment> {
        var configuration = InstanceConfiguration(
            dataFolder: folder.path,
            settings: Settings(Setting.standard),
            logger: .silent
        )
        configuration.clock = clock
        configuration.ids = ids
        let instance = try await ServiceInstance.open(LoyaltyService.definition, configuration)
        issuer.trust(in: instance.security)
        return instance
    }

    private func settle() async throws {
        try await tell(tenant(mall, zone: "Europe/Zagreb"), of: mall)
        try await tell(tenant(bank, zone: "America/New_York"), of: bank)
        for (id, tenant) in [(cafe, mall), (bakery, mall), (broker, bank)] {
            try await tell(partner(id), of: tenant)
        }
        for (id, tenant) in [(ana, mall), (ben, mall), (cleo, bank)] {
            try await tell(endUser(id), name: "Name of \(code(of: id))", of: tenant)
        }
    }

    // MARK: What identity tells

    func tenant(_ id: TenantID, zone: String, version: Int64 = 1) -> TenantChanged {
        TenantChanged(
            id: id,
            version: version,
            name: "A tenant",
            locale: "en-GB",
            currency: "EUR",
            timeZone: zone
        )
    }

    func partner(
        _ id: PartnerID,
        _ status: PartnerStatus = .active,
        version: Int64 = 1
    ) -> PartnerChanged {
        PartnerChanged(id: id, version: version, name: "A partner", status: status)
    }

    func endUser(
        _ id: EndUserID,
        _ status: EndUserStatus = .active,
        version: Int64 = 1
    ) -> EndUserChanged {
        EndUserChanged(id: id, version: version, code: code(of: id), status: status)
    }

    /// An End-user ID; the same for the same end user.
    func code(of id: EndUserID) -> String {
        let number = id.uuid.uuid.15
        for candidate in 0..<40 {
            let code = EndUserCode(value: UInt64(number) * 1000 + UInt64(candidate))
            if let code { return code.canonical }
        }
        return ""
    }

    /// Applies an event of identity's as the follower does.
    func tell<E: Event>(_ event: E, name: String? = nil, of tenant: TenantID) async throws {
        let (ids, environment) = (ids, instance.environment)
        let personal = try name.map { try encoded(EndUserChanged.Personal(name: $0)) }
        let body = try encoded(event)
        let handlers = identityFollower.handlers.filter { $0.declaration == E.declaration }
        try await instance.store.write { transaction in
            let work = WorkContext(
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: environment,
                transaction: transaction,
                trace: nil,
                ids: ids
            )
            let context = EventContext(
                at: work.now,
                tenant: tenant,
                partner: nil,
                seq: nil,
                work: work
            )
            for handler in handlers { try handler.apply(body, personal, context) }
        }
    }
}
