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
        (kind, id) =
            switch person.kind {
            case .user: (.user, person.subject)
            case .endUser: (.endUser, person.subject)
            // No person: the program itself, which its name tells.
            case .service: (.service, nil)
            // No rule lets one in here.
            case .visitor: throw Refusal(.denied)
            }
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
