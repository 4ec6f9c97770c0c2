import GRDB
import OctopusContract
import OctopusServiceKit
import OctopusStore
import Testing
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

/// How records are written, beside what GRDB writes of the same.
struct StoredRecordTests {
    private struct Shell: StoredRecord, Equatable {
        static let databaseTableName = "shells"
        static let taken = ["name": Refusal(.notFound, "It is taken.")]

        struct Spot: Codable, Hashable { let y, x: Double }

        enum Kind: String, Codable, DatabaseValueConvertible { case spiral, flat }

        /// Of no kind that the database knows.
        enum Coast: String, Codable { case north, south }

        struct Depth: Codable, Equatable {
            let meters: Int64
            init(_ meters: Int64) { self.meters = meters }
            init(from decoder: any Decoder) throws {
                meters = try decoder.singleValueContainer().decode(Int64.self)
            }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(meters)
            }
        }

        var id: ID<Shell>
        var part: Int64
        var name: String
        var isWhole: Bool
        var foundAt: Instant?
        var kind: Kind
        var coast: Coast
        var depth: Depth?
        var note: String?
        var weight: Double
        var wave: Data?
        var likeIds: [ID<Shell>]
        var spots: [Spot]?
        var finder: UUID?
    }

    private static func queue() throws -> DatabaseQueue {
        let queue = try DatabaseQueue()
        try queue.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE shells (id BLOB NOT NULL, part INTEGER NOT NULL, name TEXT NOT NULL UNIQUE,
                        is_whole INTEGER NOT NULL, found_at INTEGER, kind TEXT NOT NULL, coast TEXT NOT NULL,
                        depth INTEGER, note TEXT,
                        weight REAL NOT NULL, wave BLOB, like_ids TEXT NOT NULL, spots TEXT, finder BLOB,
                        PRIMARY KEY (id, part)) STRICT, WITHOUT ROWID
                    """
            )
        }
        return queue
    }

    private static func shell(_ name: String, isFull: Bool) -> Shell {
        let uuid = UUID()
        return Shell(
            id: ID(uuid),
            part: 2,
            name: name,
            isWhole: isFull,
            foundAt: isFull ? Instant(milliseconds: 1_772_352_000_000) : nil,
            kind: isFull ? .spiral : .flat,
            coast: isFull ? .north : .south,
            depth: isFull ? Shell.Depth(12) : nil,
            note: isFull ? "Žarek, \"quoted\"" : nil,
            weight: 0.25,
            wave: isFull ? Data([0, 255]) : nil,
            likeIds: isFull ? [ID(UUID()), ID(UUID())] : [],
            spots: isFull ? [.init(y: 1, x: 2)] : nil,
            finder: isFull ? UUID() : nil
        )
    }

    @Test(arguments: [true, false])
    func `what is stored is what GRDB would have stored, and is read as it was`(
        _ isFull: Bool
    ) throws {
        let shell = Self.shell("one", isFull: isFull)
        let rows = try [true, false].map { isOurs in
            try Self.queue().write { database in
                if isOurs { try shell.store(in: database) } else { try shell.insert(database) }
                #expect(try Shell.fetchAll(database) == [shell])
                return try Row.fetchAll(database, sql: "SELECT * FROM shells")
            }
        }
        #expect(rows[0] == rows[1])
    }

    @Test func `a change writes all, or what is named, of the one record`() throws {
        try Self.queue().write { database in
            let other = Self.shell("other", isFull: true)
            try other.store(in: database)
            var shell = Self.shell("one", isFull: true)
            try shell.store(in: database)
            shell.note = nil
            shell.likeIds = []
            try shell.storeChange(in: database)
            let known = shell
            shell.weight = 3
            shell.name = "two"
            try shell.storeChange(of: ["weight"], in: database)
            var expected = known
            expected.weight = 3
            let all = try Shell.fetchAll(database, sql: "SELECT * FROM shells ORDER BY name")
            #expect(all == [expected, other])
            _ = #expect(throws: DatabaseError.self) {
                try shell.storeChange(of: ["wait"], in: database)
            }
        }
    }

    @Test func `what is not there is not changed, and what is taken is refused`() throws {
        try Self.queue().write { database in
            var shell = Self.shell("one", isFull: true)
            #expect(throws: RecordError.self) { try shell.storeChange(in: database) }
            try shell.store(in: database)
            shell.part = 3
            #expect(throws: RecordError.self) { try shell.storeChange(of: ["note"], in: database) }
            _ = #expect(throws: Refusal.self) { try shell.store(in: database) }
        }
    }
}
