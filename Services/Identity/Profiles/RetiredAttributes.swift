import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// Removes from profiles what was told of attributes that are out of use.
enum RetiredAttributes {
    static let job = "retired-attributes"
    private static let slice = 50

    private struct Sweep: StoredRecord {
        static let databaseTableName = "attribute_sweeps"

        let attributeId: AttributeID
        let sweptTo: EndUserID
    }

    static func run(in context: WorkContext<IdentityEnvironment>) throws -> JobResult {
        let database = context.database
        let sweep = try Sweep.one(
            database,
            "SELECT * FROM attribute_sweeps ORDER BY attribute_id LIMIT 1"
        )
        guard let sweep else { return .idle }
        let endUsers = try EndUserRecord.all(
            database,
            """
            SELECT * FROM end_users
            WHERE tenant_id = (SELECT tenant_id FROM profile_attributes WHERE id = ?)
                AND profile_values IS NOT NULL AND id > ?
            ORDER BY id LIMIT ?
            """,
            [sweep.attributeId, sweep.sweptTo, slice]
        )
        for var endUser in endUsers {
            guard endUser.removeValues(where: { $0.attributeId == sweep.attributeId }) else {
                continue
            }
            try context.storeNext(of: endUser)
        }
        if let last = endUsers.last, endUsers.count == slice {
            try database.run(
                "UPDATE attribute_sweeps SET swept_to = ? WHERE attribute_id = ?",
                [last.id, sweep.attributeId]
            )
        } else {
            try database.run(
                "DELETE FROM attribute_sweeps WHERE attribute_id = ?",
                [sweep.attributeId]
            )
        }
        return .again
    }
}
