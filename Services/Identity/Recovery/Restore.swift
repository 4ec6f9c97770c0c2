import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore

/// What identity does in a database that was put back from a copy.
enum Restore {
    /// Ends all sessions, since a token that was used or voided may be fresh again here; puts new keys
    /// in the place of all that sign; takes programs as they were last known; erases anew
    /// whom the copy still has.
    ///
    /// A program that was granted after the copy was made is unknown, and has to be granted again.
    static func replay(
        _ records: [SurvivalRecord],
        in context: WorkContext<IdentityEnvironment>
    ) throws {
        _ = try SigningKeys.replaceAll(sealer: context.environment.sealer, in: context)
        for program in try SecuritySurvival.programs(in: records) {
            try replay(program, in: context)
        }
        try OutlivingUsers.replay(records, in: context)
        try Erasures.replay(records, in: context)
        try WithdrawnConsents.replay(records, in: context)
    }

    private static func replay(
        _ program: PrincipalChanged,
        in context: WorkContext<IdentityEnvironment>
    ) throws {
        let database = context.database
        if var known = try PrincipalRecord.find(program.id, in: database) {
            guard known.revokedAt == nil, program.version > known.version else { return }
            (known.grants, known.revokedAt) = (program.grants, program.revokedAt)
            try context.storeNext(of: known)
        } else if program.revokedAt != nil,
            try PrincipalRecord.find(key: program.publicKey, in: database) == nil
        {
            // Its key must not come back, though nothing else is known of it here.
            try context.create(
                PrincipalRecord(
                    id: program.id,
                    name: program.name,
                    publicKey: program.publicKey,
                    tenantId: nil,
                    partnerId: nil,
                    grants: [],
                    createdAt: context.now,
                    revokedAt: program.revokedAt
                )
            )
        }
    }
}
