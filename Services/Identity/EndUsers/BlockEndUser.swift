package import OctopusIdentityContract
package import OctopusServiceKit

extension BlockEndUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        Reply(version: try context.endUser(request.endUserId, becomes: .blocked).version)
    }
}

extension UnblockEndUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        Reply(version: try context.endUser(request.endUserId, becomes: .active).version)
    }
}

extension CommandContext<IdentityEnvironment> {
    fileprivate func endUser(
        _ id: EndUserID,
        becomes status: EndUserStatus
    ) throws -> EndUserRecord {
        let endUser = try EndUserRecord.find(id, of: caller.requireTenant(), in: database)
        guard endUser.status != .erased else { throw Refusal(.notFound) }
        return try endUser.become(status, lifetimes: environment.lifetimes, in: self)
    }
}
