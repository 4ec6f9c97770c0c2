package import OctopusIdentityContract
import GRDB
import OctopusFairTurns
package import OctopusServiceKit
import OctopusStore

extension AcceptInvitation: PreparedCommandHandler {
    package typealias Draft = Reply
    package typealias Prepared = PasswordByLink

    package static func prepare(
        _ request: Request,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Prepared {
        try await PasswordByLink.prepare(
            request.invitation,
            .invitation,
            request.password,
            path: "password",
            in: context
        )
    }

    package static func run(
        _ request: Request,
        with prepared: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        try prepared.run(in: context) { user, hash in
            guard user.status == .invited else { throw prepared.refusal }
            var user = user
            (user.passwordHash, user.status) = (hash, .active)
            try context.storeNext(of: user)
        }
        return Reply()
    }
}
