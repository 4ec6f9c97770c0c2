import OctopusCBOR
import OctopusContract
import GRDB
import OctopusStore
import struct FoundationEssentials.Data

/// Makes the files of exports, a slice at a time, and removes those that are a day old.
struct ExportJob: Sendable {
    static let name = "exports"
    private static let sliceRows = 200
    private static let chunkBytes = 256 * 1024
    private static let removedChunks = 16

    let definitions: [ExportDefinition]
    let sealer: Sealer

    func job<Environment: Sendable>() -> JobDefinition<Environment> {
        JobDefinition(Self.name) { context in
            if try removeSlice(of: context.database, at: context.now) { return .again }
            if let record = try Self.next(in: context.database) {
                try make(record, in: context.database)
                return .again
            }
            let next = try Instant.one(context.database, "SELECT min(expires_at) FROM exports")
            return next.map { .dueAt($0) } ?? .idle
        }
    }

    static func place(of record: ExportRecord) -> SealedPlace {
        SealedPlace(
            table: "export_chunks",
            column: "sealed",
            row: withUnsafeBytes(of: record.id.uuid.uuid) { Array($0) }
        )
    }

    private static func next(in database: Database) throws -> ExportRecord? {
        try ExportRecord.one(
            database,
            "SELECT * FROM exports WHERE state = 'making' ORDER BY created_at, id LIMIT 1"
        )
    }

    /// Adds the next chunk, or all at once.
    private func make(_ record: ExportRecord, in database: Database) throws {
        switch definitions.first(where: { $0.name == record.list })?.content {
        case .list(let listing): try make(record, of: listing, in: database)
        case .lines(let lines): try make(record, of: lines(record.source), in: database)
        case nil: try fail(record, in: database)
        }
    }

    private func make(
        _ record: ExportRecord,
        of lines: [[CSV.Cell]],
        in database: Database
    ) throws {
        var record = record
        let text = CSV.beginning + lines.map(CSV.line).joined()
        record.rows = Int64(max(0, lines.count - 1))
        record.bytes = Int64(text.utf8.count)
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: Self.chunkBytes) {
            let end = min(start + Self.chunkBytes, bytes.count)
            try add(Array(bytes[start..<end]), to: &record, in: database)
        }
        record.state = .ready
        try record.storeChange(in: database)
    }

    private func add(
        _ bytes: [UInt8],
        to record: inout ExportRecord,
        in database: Database
    ) throws {
        try database.run(
            "INSERT INTO export_chunks (export, number, sealed) VALUES (?, ?, ?)",
            [record.id, record.chunks, Data(try sealer.seal(bytes, for: Self.place(of: record)))]
        )
        record.chunks += 1
    }

    private func make(
        _ record: ExportRecord,
        of listing: ExportDefinition.Listing,
        in database: Database
    ) throws {
        var record = record
        var text =
            record.chunks == 0
            ? CSV.beginning + CSV.line(listing.titles.map { .text($0) }) : ""
        var list = try listing.list(record.source)
        list.filter("seq", from: nil, to: record.upto + 1)
        var rows = try SiftedRows(
            of: list,
            after: try record.place.map { try place(from: $0) },
            count: Self.sliceRows,
            in: database
        )
        var (count, lines) = (0, 0)
        while text.utf8.count < Self.chunkBytes, let row = try rows.next() {
            let added = try listing.lines(row, database)
            text += added.map(CSV.line).joined()
            rows.take(row)
            (count, lines) = (count + 1, lines + added.count)
        }
        record.place = try rows.place.map { Data(try CBOREncoder().encode(CursorPlace($0))) }
        let isEnd = count < Self.sliceRows && text.utf8.count < Self.chunkBytes && !rows.isOver
        record.rows += Int64(lines)
        record.bytes += Int64(text.utf8.count)
        guard record.bytes <= Int64(ExportRecord.mostBytes) else {
            return try fail(record, in: database)
        }
        if !text.isEmpty {
            try add(Array(text.utf8), to: &record, in: database)
        }
        if isEnd { record.state = .ready }
        try record.storeChange(in: database)
    }

    private func fail(_ record: ExportRecord, in database: Database) throws {
        var record = record
        record.state = .failed
        try record.storeChange(in: database)
    }

    private func place(from data: Data) throws -> [DatabaseValue] {
        try CBORDecoder().decode(CursorPlace.self, from: Array(data)).values.map(\.databaseValue)
    }

    /// Removes chunks that nobody can read any more.
    ///
    /// - Returns: Whether there was anything to remove.
    private func removeSlice(of database: Database, at now: Instant) throws -> Bool {
        let gone = try ExportRecord.one(
            database,
            "SELECT * FROM exports WHERE expires_at <= ? ORDER BY expires_at LIMIT 1",
            [now]
        )
        guard let gone else { return false }
        let removed = try database.run(
            """
            DELETE FROM export_chunks WHERE (export, number) IN
            (SELECT export, number FROM export_chunks WHERE export = ? LIMIT ?)
            """,
            [gone.id, Self.removedChunks]
        )
        if removed < Self.removedChunks {
            try database.run("DELETE FROM exports WHERE id = ?", [gone.id])
        }
        return true
    }
}

extension SealedColumn {
    /// What exports hold until they are gone.
    static let exportChunks = SealedColumn("export_chunks", "sealed", keys: ["export", "number"])
}
