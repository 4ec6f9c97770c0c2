package import OctopusIdentityContract
import GRDB
import OctopusMail
package import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

extension EraseEndUser: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let endUser = try EndUserRecord.find(
            request.endUserId,
            of: context.caller.requireTenant(),
            in: context.database
        )
        guard endUser.status != .erased else { return Reply(version: endUser.version) }
        try context.takeBackMail(about: endUser.id.uuid)
        return Reply(
            version: try endUser.erase(context.environment.lifetimes, in: context).version
        )
    }
}

/// What a database that was put back must not know any more.
enum Erasures {
    private static let kind = "identity.v1/EndUserErased"

    static func record(_ id: EndUserID) -> SurvivalRecord {
        SurvivalRecord(kind: kind, id: id.uuid, untilMilliseconds: nil, body: [])
    }

    /// Erases anew whom the database knows from before they were erased, and voids codes, which may have
    /// been used since.
    static func replay(
        _ records: [SurvivalRecord],
        in context: WorkContext<IdentityEnvironment>
    ) throws {
        try context.database.run("DELETE FROM login_codes")
        try context.database.run("DELETE FROM code_requests")
        for record in records where record.kind == kind {
            let endUser = try EndUserRecord.one(
                context.database,
                "SELECT * FROM end_users WHERE id = ?",
                [record.id]
            )
            guard let endUser, endUser.status != .erased else { continue }
            try context.takeBackMail(about: record.id)
            try endUser.erase(context.environment.lifetimes, in: context)
        }
    }
}

extension EndUserRecord {
    /// Leaves nothing but the id and the End-user ID, and tells every service.
    @discardableResult
    func erase(_ lifetimes: Lifetimes, in context: some Emitting) throws -> EndUserRecord {
        var endUser = self
        endUser.version += 1
        endUser.status = .erased
        (endUser.name, endUser.email, endUser.phone) = (nil, nil, nil)
        (endUser.profileValues, endUser.consents) = (nil, nil)
        try endUser.storeChange(in: context.database)
        try context.database.run("DELETE FROM login_codes WHERE end_user_id = ?", [id])
        try context.database.run("DELETE FROM joined_visitors WHERE end_user_id = ?", [id])
        try context.database.run("DELETE FROM sightings WHERE id = ?", [id])
        try context.database.run("DELETE FROM consent_decisions WHERE end_user_id = ?", [id])
        try context.database.run(
            """
            UPDATE sessions SET started_from = NULL, last_used_from = NULL
            WHERE subject_id = ? AND ended_at IS NULL
            """,
            [id]
        )
        try Sessions.endAll(of: id.uuid, lifetimes: lifetimes, in: context)
        // What was personal before is told to nobody, not even to the audit as a digest.
        try context.tell(endUser)
        try context.eraseTraces(of: id.uuid)
        context.transaction.outlive(Erasures.record(id))
        return endUser
    }
}
