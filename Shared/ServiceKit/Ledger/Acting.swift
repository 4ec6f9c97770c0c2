public import GRDB
public import OctopusContract
import OctopusMesh
import OctopusStore
package import struct FoundationEssentials.UUID

/// Who does something, as a ledger keeps it with each entry.
///
/// The columns are `actor_kind`, `actor`, `impersonator` and `program`.
package struct Acting: Hashable, Sendable {
    package let kind: ActorKind
    package let id: UUID?
    package let impersonator: UUID?
    package let program: String?

    /// The service by itself: what expires, what somebody decided elsewhere.
    package static let service = Acting(kind: .service, id: nil, impersonator: nil, program: nil)

    package init(kind: ActorKind, id: UUID?, impersonator: UUID?, program: String?) {
        self.kind = kind
        self.id = id
        self.impersonator = impersonator
        self.program = program
    }

    /// - Throws: A refusal if nobody is logged in, which no method with persons lets through.
    package init(_ caller: Caller) throws(Refusal) {
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

    package init(row: Row) {
        kind = row["actor_kind"]
        id = row["actor"]
        impersonator = row["impersonator"]
        program = row["program"]
    }

    package var actor: Actor {
        Actor(kind: kind, id: id, impersonatorId: impersonator, program: program)
    }
}

// It lies in the database under the name that it has on the wire.
extension ActorKind: DatabaseValueConvertible {}
// The same for the writer's own statements.
extension ActorKind: SQLValue {}
