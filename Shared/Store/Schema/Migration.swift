/// One step of a schema: a small `.sql` file that is never changed once it has been applied.
///
/// A first line `-- oldest program: V003` says that programs which know the set up to V003 may
/// still write the database after this step. Without it only programs that know the step itself
/// may, which is the safe thing to assume of a step that nobody thought about.
package struct Migration: Sendable {
    /// For instance `V001-points`.
    package let name: String
    package let sql: String

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    /// A file that is embedded in the program.
    package init(name: String, bytes: [UInt8]) {
        self.init(name: name, sql: String(decoding: bytes, as: UTF8.self))
    }

    /// The 3 of `V003-coupons`; nil if the name does not begin like that.
    var number: Int? { Self.number(of: name) }

    /// The number of the oldest program that may write the database after this step.
    var oldestProgram: Int? {
        let marker = "-- oldest program: "
        guard let line = sql.split(separator: "\n").first, line.hasPrefix(marker) else {
            return number
        }
        return Self.number(of: line.dropFirst(marker.count))
    }

    private static func number(of name: some StringProtocol) -> Int? {
        guard name.first == "V" else { return nil }
        return Int(name.dropFirst().prefix { $0.isNumber })
    }
}

/// The steps of one owner: the store, the kit, or a service.
package struct MigrationSet: Sendable {
    package let name: String
    package let migrations: [Migration]

    package init(_ name: String, _ migrations: [Migration]) {
        self.name = name
        self.migrations = migrations
    }

    /// The store's own tables.
    package static let store = MigrationSet(
        "store",
        [
            Migration(name: "V001-meta", bytes: PackageResources.V001_meta_sql),
            Migration(name: "V002-answers", bytes: PackageResources.V002_answers_sql),
            Migration(name: "V003-events", bytes: PackageResources.V003_events_sql),
            Migration(name: "V004-followers", bytes: PackageResources.V004_followers_sql),
            Migration(name: "V005-jobs", bytes: PackageResources.V005_jobs_sql),
            Migration(name: "V006-subjects", bytes: PackageResources.V006_subjects_sql),
            Migration(
                name: "V007-snapshot-kinds",
                bytes: PackageResources.V007_snapshot_kinds_sql
            ),
            Migration(name: "V008-audience", bytes: PackageResources.V008_audience_sql),
            Migration(name: "V009-actors", bytes: PackageResources.V009_actors_sql),
        ]
    )

    /// The number of the newest step, 0 without one.
    var newest: Int { migrations.last?.number ?? 0 }
}
