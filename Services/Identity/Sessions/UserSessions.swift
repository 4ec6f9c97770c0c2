package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension ListUserSessions: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let person = try context.caller.requirePerson()
        let account = try context.caller.account()
        let user = try UserRecord.colleague(request.userId, of: account, in: context.database)
        var list = ListQuery(of: SessionRecord.self, by: "id", direction: .descending)
        list.filter("subject_id", user.id.uuid)
        list.where("ended_at IS NULL")
        list.where("idle_ends_at > ?", at: context.now)
        list.where(SessionRecord.isOfThisEra)
        return try page(list, of: request, in: context, as: SessionRecord.self) { session in
            ListSessions.OpenSession(session, askedIn: person.session)
        }
    }
}

extension EndUserSessions: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        let account = try context.caller.account()
        let user = try UserRecord.colleague(request.userId, of: account, in: database)
        // One's own want a proof, here as by EndSession.
        if user.id == context.caller.person?.userID {
            try RecentProof.byLogIn.demand(in: context)
        }
        try Roles.demandOver(user, by: context.caller, in: database)
        let lifetimes = context.environment.lifetimes
        guard let id = request.sessionId else {
            let ended = try Sessions.endAll(of: user.id.uuid, lifetimes: lifetimes, in: context)
            return Reply(ended: ended)
        }
        guard let session = try SessionRecord.find(id, in: database),
            session.subjectId == user.id.uuid
        else { throw Refusal(.notFound) }
        guard session.isOpen(at: context.now, lifetimes) else { return Reply(ended: 0) }
        try Sessions.end(session, lifetimes: lifetimes, in: context)
        return Reply(ended: 1)
    }
}

extension UserRecord {
    /// A user of the account.
    ///
    /// - Throws: `notFound`, also if the user is of another account.
    fileprivate static func colleague(
        _ id: UserID,
        of account: Account,
        in database: Database
    ) throws -> UserRecord {
        guard let user = try find(id, in: database), user.account == account else {
            throw Refusal(.notFound)
        }
        return user
    }
}
