import FoundationEssentials
package import GRDB
package import OctopusContract
package import OctopusServiceKit

/// Holds what a service declares to keep of end users against its tables.
package enum PersonalSweep {
    /// Tables that nobody decided about, and what was decided of tables and columns that are not there.
    package static func faults(of data: PersonalData, in database: Database) throws -> [String] {
        let tables = Set(try tables(in: database))
        let told = Set(data.parts.map(\.table))
        let withheld = Set(data.withheld.keys)
        var faults = tables.subtracting(told).subtracting(withheld)
            .subtracting(data.impersonal).map { "nobody decided about \($0)" }
        faults += told.union(withheld).union(data.impersonal).subtracting(tables)
            .map { "there is no \($0)" }
        faults += told.intersection(withheld).union(told.intersection(data.impersonal))
            .union(withheld.intersection(data.impersonal)).map { "two things are said of \($0)" }
        for part in data.parts where tables.contains(part.table) {
            let columns = Set(try database.columns(in: part.table).map(\.name))
            faults += part.leftOut.keys.filter { !columns.contains($0) }
                .map { "\(part.table) has no \($0)" }
        }
        return faults.sorted()
    }

    /// The tables in any column of which that id stands, as bytes or as text.
    package static func tables(
        holding endUser: EndUserID,
        in database: Database
    ) throws -> Set<String> {
        let bytes = withUnsafeBytes(of: endUser.uuid.uuid) { Data($0) }
        let text = "\(endUser)"
        return Set(
            try tables(in: database).filter { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \"\(table)\"").contains { row in
                    row.contains { _, value in
                        switch value.storage {
                        case .blob(let data): data.firstRange(of: bytes) != nil
                        case .string(let string): string.lowercased().contains(text)
                        case .null, .int64, .double: false
                        }
                    }
                }
            }
        )
    }

    private static func tables(in database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
    }
}
