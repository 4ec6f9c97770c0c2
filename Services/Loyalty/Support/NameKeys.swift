import GRDB
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

/// The keys by which names are compared and searched, in rows that an older program wrote.
///
/// They are folded before the first call is answered, a slice in each transaction, so that nobody can
/// take a name whose old row has not been looked at.
enum NameKeys {
    /// 1: folded as ``Folding`` does; 0 stands in rows that an older program wrote.
    static let form: Int64 = 1
    private static let slice = 500

    static func renew(in store: Store) async throws {
        // Where nothing is old nothing is written: a full disk must not keep reads from being answered.
        guard try await store.read(hasOld) else { return }
        repeat {
            _ = try await store.write { try renewSlice(in: $0.database) }
        } while try await store.read(hasOld)
    }

    private static func hasOld(in database: Database) throws -> Bool {
        try database.exists("SELECT 1 FROM point_types WHERE key_form = 0 LIMIT 1")
            || database.exists("SELECT 1 FROM coupons WHERE key_form = 0 LIMIT 1")
    }

    /// Older rows come first.
    ///
    /// One whose name an older one has keeps its name and becomes a namesake.
    private static func renewSlice(in database: Database) throws {
        for row in try Row.all(
            database,
            "SELECT id, name FROM point_types WHERE key_form = 0 ORDER BY id LIMIT ?",
            [slice]
        ) {
            let (id, key): (UUID, String) = (row["id"], Folding.key(row["name"]))
            try database.run(
                """
                UPDATE point_types SET name_key = ?1, key_form = \(form), namesake = (
                    SELECT ifnull(max(namesake) + 1, 0) FROM point_types AS other
                    WHERE other.partner = point_types.partner AND other.name_key = ?1
                        AND other.status = 'active' AND other.id <> ?2 AND other.key_form > 0)
                WHERE id = ?2
                """,
                [key, id]
            )
        }
        for row in try Row.all(
            database,
            "SELECT id, title FROM coupons WHERE key_form = 0 ORDER BY id LIMIT ?",
            [slice]
        ) {
            try database.run(
                "UPDATE coupons SET title_key = ?, key_form = \(form) WHERE id = ?",
                [Folding.key(row["title"]), row["id"] as UUID]
            )
        }
    }
}
