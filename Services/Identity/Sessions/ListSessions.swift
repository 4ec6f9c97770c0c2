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
        list.where(SessionRecord.isOfThisEra)
        return try page(list, of: request, in: context, as: SessionRecord.self) { session in
            OpenSession(session, askedIn: person.session)
        }
    }
}

extension ListSessions.OpenSession {
    /// A session as lists show it.
    ///
    /// From where a tenant user acts for a partner is no business of the partner's.
    init(_ session: SessionRecord, askedIn current: SessionID) {
        let tellsPlace = session.actorId == nil
        self.init(
            id: session.id,
            program: session.program,
            startedAt: session.startedAt,
            lastUsedAt: session.lastUsedAt,
            expiresAt: session.expiresAt,
            isCurrent: session.id == current,
            idleEndsAt: session.idleEndsAt,
            startedFrom: tellsPlace ? session.startedFrom : nil,
            lastUsedFrom: tellsPlace ? session.lastUsedFrom : nil,
            actorId: session.actorId
        )
    }
}
