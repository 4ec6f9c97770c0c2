import GRDB
import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

// What the security log has of proving who one is; what gives or takes a right is an event, which the kit
// writes down by itself.
extension CommandContext<IdentityEnvironment> {
    /// Has it written, before anybody is answered, that somebody has proved who they are.
    func noteProof(_ kind: SecurityLog.Kind, of account: UUID, session: SessionID? = nil) {
        auditAccount(account, session: session)
        guard let log = environment.securityLog else { return }
        let fields: [(name: String, value: String?)] = [
            ("account", SecurityLog.id(account)), ("session", session?.description),
            ("tenant", caller.tenant?.description),
        ]
        let program = SecurityLog.fields(of: caller.principal)
        transaction.afterCommit { log.record(kind, program + fields) }
    }

    /// Has the audit name the account, and the partner whose it is.
    private func auditAccount(_ account: UUID, session: SessionID? = nil) {
        let partner = try? PartnerID.one(
            database,
            "SELECT partner_id FROM users WHERE id = ? AND partner_id IS NOT NULL",
            [account]
        )
        auditPerson(account, of: partner, session: session)
    }

    /// Has it written that a proof was wrong.
    ///
    /// - Parameters:
    ///   - account: Whose account was tried; nil if it is nobody's.
    ///   - contact: What was typed, of which a digest is written.
    ///   - reason: Why it was refused.
    func noteFailedProof(of account: UUID?, _ contact: String, _ reason: Reason) {
        if let account { auditAccount(account) }
        guard let log = environment.securityLog else { return }
        let tenant = caller.tenant?.description
        let principal = caller.principal
        afterRefusal { _ in
            log.recordFailure(
                .logInFailed,
                reason.word,
                by: principal,
                [
                    ("account", account.map(SecurityLog.id)),
                    ("contact", account == nil ? log.digest(contact) : nil), ("tenant", tenant),
                ]
            )
        }
    }
}
