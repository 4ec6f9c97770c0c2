import OctopusContract
import GRDB
import OctopusStore
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

    enum Finding {
        case known(CallScope)
        /// It has to be looked up with `find`.
        case unknown(PartnerID)
    }

    /// The tenant, and the partner if there is one, that a routing key names.
    func scope(_ routing: Routing, _ key: UUID?) throws(Refusal) -> Finding {
        switch routing {
        case .none: return .known(CallScope())
        case .tenant: return .known(CallScope(tenant: TenantID(try Self.demand(key))))
        case .partner:
            let partner = PartnerID(try Self.demand(key))
            guard let tenant = known.withLock({ $0[partner] }) else { return .unknown(partner) }
            return .known(CallScope(tenant: tenant, partner: partner))
        }
    }

    /// Looks a partner's tenant up and keeps it.
    ///
    /// - Throws: `Refusal`: `notFound` for a partner that is not known.
    func find(_ partner: PartnerID, _ ticket: ReadTicket) async throws {
        let find = tenantOfPartner
        guard let tenant = try await store.read(for: ticket, { try find($0, partner) }) else {
            throw Refusal(.notFound)
        }
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[partner] = tenant
        }
    }

    private static func demand(_ key: UUID?) throws(Refusal) -> UUID {
        guard let key else { throw Refusal(.routingKeyMissing) }
        return key
    }
}
