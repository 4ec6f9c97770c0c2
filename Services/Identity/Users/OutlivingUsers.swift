import OctopusCBOR
import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusStore

/// What a restore of the database must not undo of users: that somebody was shut out.
enum OutlivingUsers {
    /// Shuts out again whom the copy does not know to be out, and voids what may have been used since.
    static func replay(
        _ records: [SurvivalRecord],
        in context: WorkContext<IdentityEnvironment>
    ) throws {
        let database = context.database
        try database.run("DELETE FROM links WHERE consumed_at IS NULL")
        try database.run("DELETE FROM recovery_codes WHERE used_at IS NULL")
        try database.run("DELETE FROM reset_requests")
        for record in records where record.kind == UserChanged.declaration.kind {
            let last = try CBORDecoder().decode(UserChanged.self, from: record.body)
            // An owner is left alone: ownership was handed over after the copy, and is again.
            guard var user = try UserRecord.find(last.id, in: database),
                user.version < last.version, !user.isOwner
            else { continue }
            user.version = last.version
            switch last.status {
            case .disabled:
                user.status = .disabled
                try context.storeNext(of: user)
            case .deleted: try user.delete(in: context)
            case .invited, .active: break
            }
        }
    }
}

extension UserRecord {
    /// Removes them, and all that is personal of them; what hangs on them goes with the row.
    func delete(in context: some Emitting) throws {
        try context.eraseTraces(of: id.uuid)
        var user = self
        user.version += 1
        user.status = .deleted
        try context.emit(
            user.state,
            about: id.uuid,
            tenant: tenantId,
            partner: partnerId
        )
        try context.database.run("DELETE FROM users WHERE id = ?", [id])
        try user.outlive(in: context)
    }

    /// Keeps their state where no restore reaches it.
    func outlive(in context: some Emitting) throws {
        context.transaction.outlive(
            SurvivalRecord(
                kind: UserChanged.declaration.kind,
                id: id.uuid,
                untilMilliseconds: nil,
                body: try CBOREncoder().encode(state)
            )
        )
    }
}
