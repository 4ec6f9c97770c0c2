import OctopusLoyaltyContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Who does something, as the ledger and the redemptions keep it.
struct Acting: Hashable {
    let kind: ActorKind
    let id: UUID?
    let impersonator: UUID?
    let program: String?

    /// The service by itself: what expires.
    static let service = Acting(kind: .service, id: nil, impersonator: nil, program: nil)

    init(kind: ActorKind, id: UUID?, impersonator: UUID?, program: String?) {
        self.kind = kind
        self.id = id
        self.impersonator = impersonator
        self.program = program
    }

    /// - Throws: A refusal if nobody is logged in, which no method with persons lets through.
    init(_ caller: Caller) throws(Refusal) {
        guard let person = caller.person else { throw Refusal(.unauthenticated) }
        kind = person.kind == .user ? .user : .endUser
        id = person.subject
        impersonator = person.actor
        program = caller.principal.name
    }

    init(row: Row) {
        kind = row["actor_kind"]
        id = row["actor"]
        impersonator = row["impersonator"]
        program = row["program"]
    }

    var actor: Actor {
        Actor(kind: kind, id: id, impersonatorId: impersonator, program: program)
    }
}

extension Caller {
    /// The partner whose data the call touches; the routing key of every method that asks for it.
    func requirePartner() throws(Refusal) -> PartnerID {
        guard let partner else { throw Refusal(.routingKeyMissing) }
        return partner
    }

    func requireTenant() throws(Refusal) -> TenantID {
        guard let tenant else { throw Refusal(.routingKeyMissing) }
        return tenant
    }

    func requireEndUser() throws(Refusal) -> EndUserID {
        guard let id = person?.endUserID else { throw Refusal(.unauthenticated) }
        return id
    }

    func may(_ product: Product, _ level: Level) -> Bool {
        guard let held = person?.levels[product] else { return false }
        return held >= level
    }
}
