import Contract
import GRDB
import Store
import Synchronization
import struct FoundationEssentials.UUID

/// Finds out where a call happens.
///
/// A partner stays with its tenant, so what was found is kept.
final class ScopeResolver: Sendable {
    private let store: Store
    private let tenantOfPartner: @Sendable (Database, PartnerID) throws -> TenantID?
    private let known = Mutex<[PartnerID: TenantID]>([:])
    private static let limit = 100_000

    init(
        store: Store,
        tenantOfPartner: @escaping @Sendable (Database, PartnerID) throws -> TenantID?
    ) {
        self.store = store
        self.tenantOfPartner = tenantOfPartner
    }

    /// The tenant, and the partner if there is one, that a routing key names.
    ///
    /// - Throws: `Refusal`: `routingKeyMissing`, or `notFound` for a partner that is not known.
    func scope(_ routing: Routing, _ key: UUID?) async throws -> CallScope {
        switch routing {
        case .none: return CallScope()
        case .tenant: return CallScope(tenant: TenantID(try Self.demand(key)))
        case .partner:
            let partner = PartnerID(try Self.demand(key))
            guard let tenant = try await tenant(of: partner) else { throw Refusal(.notFound) }
            return CallScope(tenant: tenant, partner: partner)
        }
    }

    private func tenant(of partner: PartnerID) async throws -> TenantID? {
        if let tenant = known.withLock({ $0[partner] }) { return tenant }
        let find = tenantOfPartner
        let found = try await store.read { try find($0, partner) }
        guard let found else { return nil }
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[partner] = found
        }
        return found
    }

    private static func demand(_ key: UUID?) throws(Refusal) -> UUID {
        guard let key else { throw Refusal(.routingKeyMissing) }
        return key
    }
}
