package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension GetProfile: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        let endUser = try context.caller.ownEndUser(in: database)
        let attributes = try AttributeRecord.inUse(of: endUser.tenantId, in: database)
        return Reply(
            endUserId: endUser.id,
            version: endUser.version,
            code: try EndUserCode(endUser.code).description,
            name: endUser.name,
            email: endUser.email,
            phone: endUser.phone,
            values: (endUser.profileValues ?? []).filter { attributes[$0.attributeId] != nil },
            consents: try ConsentKind.allCases.map { kind in
                let last = try ConsentDecision.last(kind, of: endUser.id, in: database)
                return last?.consent ?? Consent(kind: kind, isGiven: false)
            }
        )
    }
}

extension EditProfile: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        var endUser = try context.caller.ownEndUser(in: context.database)
        guard endUser.version == request.version else { throw Refusal(.stale) }
        let attributes = try AttributeRecord.inUse(of: endUser.tenantId, in: context.database)
        let fields = try ProfileFields(request, of: endUser, attributes)
        (endUser.name, endUser.profileValues) = (fields.name, fields.values)
        return Reply(version: try context.storeNext(of: endUser).version)
    }
}

extension Caller {
    /// The end user who calls, as the database has them.
    ///
    /// - Throws: `tokenRevoked` if they were shut out a moment ago.
    func ownEndUser(in database: Database) throws -> EndUserRecord {
        let endUser = try EndUserRecord.find(requireEndUser(), of: requireTenant(), in: database)
        guard endUser.status == .active else { throw Refusal(.tokenRevoked) }
        return endUser
    }
}

extension EndUserRecord {
    /// Removes what they told; says whether there was any of it.
    mutating func removeValues(where isRemoved: (ProfileValue) -> Bool) -> Bool {
        let left = (profileValues ?? []).filter { !isRemoved($0) }
        guard left.count < profileValues?.count ?? 0 else { return false }
        profileValues = left.isEmpty ? nil : left
        return true
    }
}
