import GRDB

/// A moment at which the wall clock was believed, as the database remembers it.
struct ClockMark: Sendable, Hashable {
    let wallMilliseconds: Int64
    let boot: BootMoment?

    init(wallMilliseconds: Int64, boot: BootMoment?) {
        self.wallMilliseconds = wallMilliseconds
        self.boot = boot
    }

    private static let name = "clock.seen"

    /// The last one; of a database that has none, the time of its newest event.
    static func last(in database: Database) throws -> ClockMark? {
        if let text = try Meta.text(name, in: database) { return ClockMark(text) }
        let newest = try Int64.fetchOne(
            database,
            sql: "SELECT at FROM events ORDER BY seq DESC LIMIT 1"
        )
        return newest.map { ClockMark(wallMilliseconds: $0, boot: nil) }
    }

    func save(in database: Database) throws {
        try Meta.set(Self.name, to: text.databaseValue, in: database)
    }

    private var text: String {
        "\(wallMilliseconds)" + (boot.map { " \($0.milliseconds) \($0.bootID)" } ?? "")
    }

    private init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard let wall = parts.first.flatMap({ Int64($0) }) else { return nil }
        wallMilliseconds = wall
        boot =
            parts.count == 3
            ? Int64(parts[1]).map { BootMoment(bootID: String(parts[2]), milliseconds: $0) } : nil
    }
}
