package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension SetChatOperator: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> User {
        let database = context.database
        var user = try context.userToChange(request.userId, version: request.version)
        guard user.chatOperator != request.chatOperator else { return user.user }
        // Their role comes back whole if it was limited.
        guard !user.isOwner || request.chatOperator != .normal else { throw Refusal(.isOwner) }
        let isOneMore = user.chatOperator == nil
        let before = try user.levels(in: database)
        user.chatOperator = request.chatOperator
        try Granter(context.caller, in: database).demand(
            user.heldLevels(in: database),
            path: "chatOperator"
        )
        if isOneMore {
            try EntitlementRecord.demandRoomForChatOperator(of: user.account, in: database)
        }
        user = try context.storeNext(of: user)
        if request.chatOperator == nil {
            try database.run("DELETE FROM sip_accounts WHERE user_id = ?", [user.id])
        } else if try SIPAccountRecord.find(user.id, in: database) == nil {
            try SIPAccountRecord.open(for: user.id, in: context)
        }
        // Tokens tell what somebody is in the chat, too.
        if try user.levels(in: database) != before || user.chatOperator != nil {
            try context.rightsChanged(of: user.id.uuid, in: user.account)
        }
        return user.user
    }
}

extension ChatOperator {
    /// What is left of a role's levels.
    func limiting(_ levels: [Product: Level]) -> [Product: Level] {
        switch self {
        case .administrator: levels
        case .normal: levels.filter { $0.key != .users && $0.key != .invoices }
        }
    }
}
