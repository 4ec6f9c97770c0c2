package import OctopusContract
import OctopusFairTurns
import OctopusMesh
package import OctopusStore

extension IncomingCall {
    /// Makes the ticket of the call's reads: its turns are those of its tenant, program and person.
    ///
    /// - Parameters:
    ///   - tenant: Where the call happens, for a program that isn't bound to a tenant.
    ///   - person: On whose behalf it comes, once that is known.
    /// - Returns: A ticket that is good while somebody waits for the call.
    func ticket(in tenant: TenantID? = nil, for person: Person? = nil) -> ReadTicket {
        ReadTicket(
            share: Share(
                tenant: principal.tenant ?? tenant?.uuid,
                program: principal.publicKey ?? principal.name,
                person: person?.subject
            ),
            lane: principal.isService ? .mesh : .open,
            isAbandoned: { [state] in state.abandonment }
        )
    }
}

extension ReadRefusal: RefusalConvertible {
    package var refusal: Refusal {
        switch self {
        case .overloaded(let level):
            Refusal(
                .overloaded,
                "Too many reads of this \(level) wait for the database already; ask again when fewer do.",
                violations: [
                    Violation(
                        path: "",
                        rule: "\(level)",
                        message: "The share of this \(level) in the waiting reads is full."
                    )
                ],
                retryAfterMilliseconds: 100
            )
        case .abandoned(.cancelled): Refusal(.cancelled)
        case .abandoned(.expired): Refusal(.deadline)
        case .abandoned(.revoked): Refusal(.revoked)
        case .tooLong(let limit):
            Refusal(
                .readTooLong,
                "The read was ended after \(limit) ms: ask for less at a time.",
                retryAfterMilliseconds: 1000
            )
        }
    }
}
