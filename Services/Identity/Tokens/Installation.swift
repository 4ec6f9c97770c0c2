import GRDB
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

/// The one installation that identity's tokens are for.
///
/// Services refuse a token of another installation, whatever key signed it.
enum Installation {
    /// Its id as tokens name it (`aud`); it is made when it is first asked for.
    static func audience(in context: some Emitting) throws -> String {
        let row = try Row.one(context.database, "SELECT id FROM installation WHERE only_row = 1")
        let id: UUID
        if let known: UUID = row?["id"] {
            id = known
        } else {
            id = context.ids.uuid(at: context.now)
            try context.database.run("INSERT INTO installation (only_row, id) VALUES (1, ?)", [id])
        }
        return id.uuidString.lowercased()
    }
}
