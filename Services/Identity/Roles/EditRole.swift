package import OctopusIdentityContract
package import OctopusServiceKit

extension EditRole: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Role {
        let database = context.database
        let account = try context.caller.account()
        let before = try RoleRecord.find(request.roleId, of: account, in: database)
        guard before.version == request.version else { throw Refusal(.stale) }
        let package = try Package.of(account, in: database)
        let fields = try RoleFields(request.name, request.levels, of: package)
        var role = before
        role.rename(fields.name)
        role.set(fields.levels, within: package.offered)
        role.demandsSecondFactor = request.demandsSecondFactor
        // Taking something from a role that holds more is deciding above oneself, too.
        let granter = try Granter(context.caller, in: database)
        try granter.demand(before.held)
        try granter.demand(role.held, path: "levels")
        role = try context.storeNext(of: role)
        if role.held != before.held || role.demandsSecondFactor != before.demandsSecondFactor {
            try context.rightsChanged(of: role.id.uuid, in: account)
        }
        return try role.role(in: database)
    }
}
