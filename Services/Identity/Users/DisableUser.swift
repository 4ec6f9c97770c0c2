package import OctopusIdentityContract
package import OctopusServiceKit

extension DisableUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> User {
        var user = try context.userToChange(request.userId, version: request.version)
        try context.demandNeitherOwnerNorOneself(user)
        guard user.status != .disabled else { return user.user }
        user.status = .disabled
        user = try context.storeNext(of: user)
        try user.outlive(in: context)
        try context.endEverything(of: user)
        return user.user
    }
}

extension EnableUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> User {
        var user = try context.userToChange(request.userId, version: request.version)
        guard user.status == .disabled else { return user.user }
        user.status = user.passwordHash == nil ? .invited : .active
        user = try context.storeNext(of: user)
        try user.outlive(in: context)
        return user.user
    }
}
