import GRDB
import OctopusContract
import struct FoundationEssentials.UUID

/// Reads rollups of one partner.
struct ReportReader {
    /// A thing as people know it.
    struct Named {
        let id: ReportedID
        let name: String?
    }

    /// What was counted in each step, of each thing or of all together; 0 where nothing was.
    struct Values {
        fileprivate var values: [Int: [ReportedID?: Int64]] = [:]

        subscript(step: Int, thing: ReportedID?) -> Int64 { values[step]?[thing] ?? 0 }
    }

    private static let steps = """
        WITH steps (number, begins, ends) AS MATERIALIZED (
            SELECT key, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?1)
        )
        """
    private static let chosen = "(SELECT value FROM json_each(?4))"

    let partner: PartnerID
    let things: [ReportedID]?
    let database: Database

    func values(
        of measure: some CountedMeasure,
        over steps: [ReportCalendar.Step],
        byThing: Bool
    ) throws -> Values {
        guard !steps.isEmpty else { return Values() }
        let slots = steps.map { [$0.begins, $0.ends].map { $0 / ReportCalendar.slotSeconds } }
        let sql =
            measure.isLevel ? levelStatement(byThing: byThing) : sumStatement(byThing: byThing)
        let name = byThing ? measure.rawValue : nameOfAll(measure)
        var arguments: StatementArguments = ["\(slots)", partner, name]
        if let things { arguments += [Self.hexadecimal(things)] }
        var values = Values()
        for row in try Row.all(database, sql, arguments) {
            let thing: ReportedID? = byThing ? row[2] : nil
            values.values[row[0], default: [:]][thing] = row[1] ?? 0
        }
        return values
    }

    /// What is counted under for all things together.
    private func nameOfAll(_ measure: some CountedMeasure) -> String {
        measure.isKeptWhole && things == nil ? measure.wholeName : measure.rawValue
    }

    /// Along the rows of each step.
    private func sumStatement(byThing: Bool) -> String {
        """
        \(Self.steps)
        SELECT number, sum(value)\(byThing ? ", thing" : "") FROM steps CROSS JOIN report_sums
        WHERE partner = ?2 AND measure = ?3 AND slot >= begins AND slot < ends
            \(things == nil ? "" : "AND hex(thing) IN \(Self.chosen)")
        GROUP BY number\(byThing ? ", thing" : "")
        """
    }

    /// Of each thing the last row before each step's end: what was so at the end, and stays so.
    private func levelStatement(byThing: Bool) -> String {
        """
        WITH RECURSIVE \(Self.leveled), \(Self.steps.dropFirst(5))
        SELECT number, \(byThing ? "value" : "sum(value)"), thing FROM (
            SELECT number, thing, (
                SELECT value FROM report_levels
                WHERE partner = ?2 AND measure = ?3 AND thing = things.thing AND slot < ends
                ORDER BY slot DESC LIMIT 1) AS value
            FROM things CROSS JOIN steps
            WHERE things.thing IS NOT NULL \(things == nil ? "" : "AND hex(things.thing) IN \(Self.chosen)"))
        \(byThing ? "" : "GROUP BY number")
        """
    }

    /// The things that have a level, found one after another by the key.
    private static let leveled = """
        things (thing) AS (
            SELECT min(thing) FROM report_levels WHERE partner = ?2 AND measure = ?3
            UNION ALL
            SELECT (SELECT min(thing) FROM report_levels
                WHERE partner = ?2 AND measure = ?3 AND thing > things.thing)
            FROM things WHERE thing IS NOT NULL
        )
        """

    /// Of how many things a level is added up, archived ones among them.
    func levelCount(of measure: some CountedMeasure) throws -> Int {
        let chosen = things == nil ? "" : "AND hex(thing) IN \(Self.chosen)"
        var arguments: StatementArguments = ["[]", partner, nameOfAll(measure)]
        if let things { arguments += [Self.hexadecimal(things)] }
        return try Row.all(
            database,
            """
            WITH RECURSIVE \(Self.leveled)
            SELECT count(*) FROM things WHERE thing IS NOT NULL \(chosen)
            """,
            arguments
        ).first?[0] ?? 0
    }

    /// What there is something to report of, the oldest first.
    func things(
        of measures: [some CountedMeasure],
        in span: ReportCalendar.Step
    ) throws -> [ReportedID] {
        var found: Set<ReportedID> = []
        for measure in measures {
            guard !measure.isLevel else {
                found.formUnion(try leveled(measure, in: span))
                continue
            }
            let values = try values(of: measure, over: [span], byThing: true)
            found.formUnion(values.values[0, default: [:]].keys.compactMap { $0 })
        }
        return found.sorted()
    }

    /// Things whose level was not 0 all the time.
    private func leveled(
        _ measure: some CountedMeasure,
        in span: ReportCalendar.Step
    ) throws -> [ReportedID] {
        let slots = [span.begins, span.ends].map { $0 / ReportCalendar.slotSeconds }
        return try Row.all(
            database,
            """
            WITH RECURSIVE \(Self.leveled)
            SELECT thing FROM things WHERE thing IS NOT NULL AND (
                EXISTS (SELECT 1 FROM report_levels
                    WHERE partner = ?2 AND measure = ?3 AND thing = things.thing
                        AND slot >= ?1 AND slot < ?4 AND value > 0)
                OR (SELECT value FROM report_levels
                    WHERE partner = ?2 AND measure = ?3 AND thing = things.thing AND slot < ?1
                    ORDER BY slot DESC LIMIT 1) > 0)
            """,
            [slots[0], partner, measure.rawValue, slots[1]]
        ).map { $0[0] }
    }

    /// - Throws: `notFound` for a thing that the partner does not have.
    func require(_ things: [ReportedID], in table: ReportThing) throws {
        for thing in things where try name(of: thing, in: table) == nil {
            throw Refusal(.notFound)
        }
    }

    func named(_ thing: ReportedID, in table: ReportThing) throws -> Named {
        Named(id: thing, name: try name(of: thing, in: table))
    }

    private func name(of thing: ReportedID, in table: ReportThing) throws -> String? {
        try String.one(
            database,
            "SELECT \(table.name) FROM \(table.table) WHERE id = ? AND partner = ?",
            [thing, partner]
        )
    }

    private static func hexadecimal(_ things: [ReportedID]) -> String {
        let texts = things.map { thing in
            "\"" + thing.description.filter { $0 != "-" }.uppercased() + "\""
        }
        return "[" + texts.joined(separator: ",") + "]"
    }
}
