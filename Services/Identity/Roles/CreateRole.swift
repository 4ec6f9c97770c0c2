package import OctopusIdentityContract
package import OctopusServiceKit

extension CreateRole: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Role {
        let database = context.database
        let account = try context.caller.account()
        let granter = try Granter(context.caller, in: database)
        let package = try Package.of(account, in: database)
        let fields = try RoleFields(
            request.name,
            request.levels ?? RoleFields.standard(of: package, granter),
            of: package
        )
        try granter.demand(fields.levels, path: "levels")
        guard try RoleRecord.count(of: account, in: database) < Roles.maximumForAccount else {
            throw Refusal(.tooManyRoles)
        }
        return try context.create(
            RoleRecord(
                id: context.newID(),
                of: account,
                name: fields.name,
                levels: fields.levels,
                demandsSecondFactor: request.demandsSecondFactor ?? false,
                createdAt: context.now
            )
        ).role(in: database)
    }
}
