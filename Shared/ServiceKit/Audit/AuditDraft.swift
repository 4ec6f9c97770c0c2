import OctopusCBOR
package import OctopusContract
import OctopusStore
package import struct FoundationEssentials.UUID

/// What a command has done so far, until its entry is written.
///
/// It belongs to the writer's thread, as its transaction does.
final class AuditDraft {
    struct Change {
        let kind: String
        let about: UUID
        /// Whose the personal fields are.
        let holder: UUID
        let before: AuditState?
        let after: AuditState?
    }

    private(set) var changes: [Change] = []
    /// The person that a call without a token proved to be, or was about.
    var subject: UUID?
    var session: SessionID?
    var partner: PartnerID?

    func note(_ change: Change) { changes.append(change) }
}

/// A thing as it was or is: its event's body, and what of it is personal.
struct AuditState {
    let body: [UInt8]
    let personal: [UInt8]?
}

extension Transaction {
    /// What its audit will say; nil where nobody called.
    var audit: AuditDraft? { draft as? AuditDraft }
}

extension CommandContext {
    /// Has the command's entry say what became of a thing that no event tells of.
    ///
    /// What `emit`, `create`, `edit` and `storeNext` tell stands in the entry by itself.
    ///
    /// - Parameters:
    ///   - kind: What is changed, as `users.password`.
    ///   - subject: The thing.
    ///   - before: What it was, without secrets and without what is personal; nil for a new one.
    ///   - after: What it is; nil for one that is gone.
    /// - Throws: What the encoder throws.
    package func audit<State: Message>(
        _ kind: String,
        about subject: UUID,
        before: State?,
        after: State?
    ) throws {
        guard let draft = transaction.audit else { return }
        let encoder = CBOREncoder()
        func state(_ message: State?) throws -> AuditState? {
            try message.map { AuditState(body: try encoder.encode($0), personal: nil) }
        }
        draft.note(
            AuditDraft.Change(
                kind: kind,
                about: subject,
                holder: subject,
                before: try state(before),
                after: try state(after)
            )
        )
    }

    /// Has the command's entry name a person whose token did not come with the call: who logged in, or
    /// whose password was tried.
    package func auditPerson(
        _ subject: UUID?,
        of partner: PartnerID? = nil,
        session: SessionID? = nil
    ) {
        guard let draft = transaction.audit else { return }
        draft.subject = subject
        draft.partner = partner
        draft.session = session
    }
}
