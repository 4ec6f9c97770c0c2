import GRDB
package import OctopusIdentityContract
import OctopusMesh
package import OctopusServiceKit

extension RotatePrincipalKey: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let database = context.database
        let authority = try Authority.of(context.caller, for: declaration, in: database)
        let key = try PrincipalKey.checked(request.publicKey)
        guard var former = try PrincipalRecord.find(request.principalId, in: database) else {
            throw Refusal(.notFound)
        }
        try authority.demand(former)
        if let known = try PrincipalRecord.find(key: key, in: database) {
            guard known.revokedAt == nil else { throw Refusal(.keyRevoked) }
            guard known.replaces == former.id, let ends = former.endsAt ?? former.revokedAt else {
                throw Refusal(.principalConflict)
            }
            return Reply(principalId: known.id, formerEndsAt: ends)
        }
        guard former.revokedAt == nil else { throw Refusal(.keyRevoked) }
        // It has a successor already, which is rotated in its place.
        guard former.endsAt == nil else { throw Refusal(.principalConflict) }
        let overlap = request.overlapMs ?? Request.standardOverlapMs
        let ends = context.now.adding(milliseconds: overlap)
        former.endsAt = ends
        if overlap == 0 {
            former.revokedAt = context.now
            former = try context.storeNext(of: former)
        } else {
            try former.storeChange(in: database)
            try context.wake(PrincipalRecord.endingJob, at: ends)
        }
        let successor = try context.create(
            PrincipalRecord(
                id: context.newID(),
                name: former.name,
                publicKey: key,
                tenantId: former.tenantId,
                partnerId: former.partnerId,
                grants: former.grants,
                createdAt: context.now,
                replaces: former.id
            )
        )
        return Reply(principalId: successor.id, formerEndsAt: ends)
    }
}

extension PrincipalRecord {
    static let endingJob = "principals"

    /// Those that have the name now: the program, and its former keys that are good yet.
    static func living(named name: String, in database: Database) throws -> [PrincipalRecord] {
        try all(
            database,
            "SELECT * FROM principals WHERE name = ? AND revoked_at IS NULL ORDER BY id",
            [name]
        )
    }

    /// Revokes former keys whose time is over.
    ///
    /// - Returns: When the next one's is; nil if there is none.
    static func endFormer(in context: WorkContext<IdentityEnvironment>) throws -> Instant? {
        let database = context.database
        let over = try all(
            database,
            "SELECT * FROM principals WHERE revoked_at IS NULL AND ends_at <= ? LIMIT 100",
            [context.now]
        )
        for var former in over {
            former.revokedAt = context.now
            try context.storeNext(of: former)
        }
        return try Instant.one(
            database,
            "SELECT min(ends_at) FROM principals WHERE revoked_at IS NULL AND ends_at IS NOT NULL"
        )
    }

    /// Whether a key is that one, or came in its place by rotation.
    static func isKey(
        _ key: String?,
        successorOf former: String?,
        in database: Database
    ) throws -> Bool {
        guard let key, let former else { return false }
        if key == former { return true }
        var earlier = try find(key: key, in: database)?.replaces
        while let id = earlier, let known = try find(id, in: database) {
            if known.publicKey == former { return true }
            earlier = known.replaces
        }
        return false
    }
}
