package import OctopusIdentityContract
import GRDB
import OctopusMesh
package import OctopusServiceKit

extension GetServiceToken: PreparedCommandHandler {
    package typealias Prepared = Empty

    package struct Draft: Sendable {
        let token: UnsignedToken
        let account: ServiceAccountRecord
    }

    package static func run(
        _ request: Request,
        with prepared: Empty,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Draft {
        let database = context.database
        let account = try account(of: context.caller, in: database)
        let levels = try Package.of(account.account, in: database).limiting(account.held)
        let token = try UnsignedToken(
            Person(
                subject: account.id.uuid,
                kind: .service,
                tenant: account.tenantId,
                partner: account.partnerId,
                session: SessionID(account.id.uuid),
                levels: levels
            ),
            in: context
        )
        context.noteProof(.logIn, of: account.id.uuid)
        return Draft(token: token, account: account)
    }

    /// The service account of the calling program, as the database has both in this transaction.
    private static func account(
        of caller: Caller,
        in database: Database
    ) throws -> ServiceAccountRecord {
        let program = try caller.principal.publicKey.flatMap {
            try PrincipalRecord.find(key: $0, in: database)
        }
        guard let program, program.revokedAt == nil,
            let account = try ServiceAccountRecord.find(of: program, in: database),
            account.tenantId == (try caller.requireTenant()), !account.held.isEmpty
        else { throw Refusal(.noServiceAccount) }
        if let id = account.partnerId {
            let partner = try PartnerRecord.find(id, of: account.tenantId, in: database)
            guard partner.status == .active else { throw Refusal(.partnerSuspended) }
        }
        return account
    }

    package static func finish(
        _ draft: Draft,
        in context: WaitingContext<IdentityEnvironment>
    ) async throws -> Reply {
        Reply(
            accessToken: try await draft.token.signed(in: context),
            accessExpiresAt: draft.token.expiresAt,
            id: draft.account.id,
            levels: draft.token.person.levels.inOrder
        )
    }
}
