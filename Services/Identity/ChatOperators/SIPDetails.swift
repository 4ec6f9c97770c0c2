package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension GetSIPDetails: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> SIPDetails {
        let user = try context.caller.operatorUser(
            request.userId,
            .view,
            in: context.database
        )
        guard let account = try SIPAccountRecord.find(user.id, in: context.database) else {
            throw Refusal(.notFound)
        }
        return account.details
    }
}

extension RenewSIPSecret: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        let user = try context.caller.operatorUser(request.userId, .update, in: database)
        guard var account = try SIPAccountRecord.find(user.id, in: database) else {
            throw Refusal(.notFound)
        }
        // Who knows the secret speaks as the operator.
        try Roles.demandOver(user, by: context.caller, in: database)
        let secret = try account.renew(in: context)
        return Reply(details: account.details, secret: secret.text)
    }
}

extension GetSIPDigests: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        guard let account = try SIPAccountRecord.find(named: request.username, in: database),
            let digests = try account.digests(context.environment.sealer),
            let user = try UserRecord.find(account.userId, in: database),
            let kind = user.chatOperator, try user.mayLogIn(in: database),
            // Who may not answer in the chat may not by SIP either.
            let level = try user.levels(in: database)[.chat], level >= .update
        else { throw Refusal(.notFound) }
        return Reply(
            userId: user.id,
            tenantId: user.tenantId,
            partnerId: user.partnerId,
            chatOperator: kind,
            realm: SIPAccountRecord.realm,
            md5: digests.md5,
            sha256: digests.sha256
        )
    }
}

extension Caller {
    /// A user of the account whose chat matters the caller may see to: themselves, or with that level on
    /// users anybody.
    fileprivate func operatorUser(
        _ id: UserID,
        _ level: Level,
        in database: Database
    ) throws -> UserRecord {
        let isOwn = person?.subject == id.uuid
        guard isOwn || may(.users, level) else { throw Refusal(.notFound) }
        return try UserRecord.find(id, of: account(), in: database)
    }
}
