package import OctopusIdentityContract
package import OctopusServiceKit

extension LogOut: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        try Sessions.endPresent(in: context)
        return Reply()
    }
}

extension LogOutEverywhere: PreparedCommandHandler {
    package typealias Draft = Reply
    package typealias Prepared = RecentProof

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> RecentProof {
        try await RecentProof.prepare(request.password, in: context)
    }

    package static func run(
        _ request: Request,
        with proof: RecentProof,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        try proof.demand(in: context)
        return Reply(
            ended: try Sessions.endAll(
                of: context.caller.requirePerson().subject,
                lifetimes: context.environment.lifetimes,
                in: context
            )
        )
    }
}
