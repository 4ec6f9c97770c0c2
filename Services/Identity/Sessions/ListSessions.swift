package import OctopusIdentityContract
package import OctopusServiceKit

extension ListSessions: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let person = try context.caller.requirePerson()
        var list = ListQuery(of: SessionRecord.self, by: "id", direction: .descending)
        list.filter("subject_id", person.subject)
        list.where("ended_at IS NULL")
        list.where("idle_ends_at > ?", at: context.now)
        return try page(list, of: request, in: context, as: SessionRecord.self) { session in
            OpenSession(
                id: session.id,
                program: session.program,
                startedAt: session.startedAt,
                lastUsedAt: session.lastUsedAt,
                expiresAt: session.expiresAt,
                isCurrent: session.id == person.session
            )
        }
    }
}
