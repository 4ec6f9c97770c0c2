package import OctopusIdentityContract
package import OctopusServiceKit

extension ListSessions: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let person = try context.caller.loggedIn
        let open = try SessionRecord.open(
            of: person.subject,
            in: context.database,
            at: context.now
        )
        return Reply(
            sessions: open.map { session in
                OpenSession(
                    id: session.id,
                    program: session.program,
                    startedAt: session.startedAt,
                    lastUsedAt: session.lastUsedAt,
                    expiresAt: session.expiresAt,
                    isCurrent: session.id == person.session
                )
            }
        )
    }
}
