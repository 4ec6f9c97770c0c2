package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension SetServiceAccount: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        let account = try context.caller.account()
        guard let program = try PrincipalRecord.find(request.principalId, in: database),
            program.account == account
        else { throw Refusal(.notFound) }
        guard program.revokedAt == nil else { throw Refusal(.keyRevoked) }
        let package = try Package.of(account, in: database)
        var fields = FieldRules()
        let levels = fields.levels(request.levels, of: package)
        try fields.check()
        let known = try ServiceAccountRecord.find(of: program, in: database)
        guard known?.version ?? 0 == request.version else { throw Refusal(.stale) }
        let granter = try Granter(context.caller, in: database)
        try granter.demand(known?.held ?? [:], path: "principalId")
        try granter.demand(levels, path: "levels")
        if known == nil || package.limiting(known?.held ?? [:]) != levels {
            try change(known, of: program, to: levels, package, in: context)
        }
        return try program.serviceAccount(in: database, limitedBy: package)
    }

    private static func change(
        _ known: ServiceAccountRecord?,
        of program: PrincipalRecord,
        to levels: [Product: Level],
        _ package: Package,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        let account = try context.caller.account()
        var record =
            try known
            ?? ServiceAccountRecord(
                id: program.firstID(in: context.database),
                of: account,
                at: context.now
            )
        record.set(levels, within: package.offered, at: context.now)
        if known == nil {
            try context.create(record)
        } else {
            try context.storeNext(of: record)
        }
        try context.rightsChanged(of: record.id.uuid, in: account)
    }
}

extension ListServiceAccounts: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let account = try context.caller.account()
        let package = try Package.of(account, in: context.database)
        var list = ListQuery(of: PrincipalRecord.self, by: "id")
        list.filter(account.partner == nil ? "tenant_id" : "partner_id", account.owner)
        list.where("partner_id IS \(account.partner == nil ? "" : "NOT ")NULL")
        // A key that another one takes the place of is not told beside it.
        list.where("revoked_at IS NULL AND ends_at IS NULL")
        return try page(list, of: request, in: context, as: PrincipalRecord.self) { program in
            try program.serviceAccount(in: context.database, limitedBy: package)
        }
    }
}
