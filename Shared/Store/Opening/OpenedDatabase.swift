import GRDB
import Glibc
package import Logging
import struct FoundationEssentials.UUID

/// A database that was found fit, with its lock.
struct OpenedDatabase {
    let pool: DatabasePool
    let lock: LockFile
    let state: StoreState

    /// What the store keeps of the database in memory.
    func load(
        _ configuration: StoreConfiguration,
        _ readers: Readers
    ) throws -> (Answers, EventLog, ClockWatch) {
        func make(_ database: Database) throws -> (Answers, EventLog, ClockWatch) {
            let clock = ClockWatch(configuration.clock, last: try ClockMark.last(in: database))
            if !database.configuration.readonly { try clock.mark?.save(in: database) }
            return (
                try Answers(database),
                try EventLog(database, configuration: configuration, readers: readers),
                clock
            )
        }
        guard case .writable = state else { return try pool.read(make) }
        return try pool.write(make)
    }
}

extension Store {
    /// Opens a service's database, makes it if there is none, and brings it up to date.
    ///
    /// A full disk alone does not stop it: what is there can still be read, and `state` says so.
    ///
    /// - Throws: a `StoreError` that names the file and says what to do.
    package static func open(
        _ configuration: StoreConfiguration,
        logger: Logger
    ) throws(StoreError) -> Store {
        let reserve = Reserve(configuration, logger: logger)
        reserve.shrink()
        do {
            let opened = try DatabaseOpening(configuration: configuration, logger: logger).open()
            return try Store(opened, configuration: configuration, reserve: reserve, logger: logger)
        } catch {
            throw StoreError.reading(error, path: configuration.path)
        }
    }
}

/// The steps from a path to a database that may be served.
struct DatabaseOpening {
    let configuration: StoreConfiguration
    let logger: Logger

    private var path: String { configuration.path }

    func open() throws -> OpenedDatabase {
        let lock = try LockFile(databasePath: path)
        try DatabaseFile(path: path).prepare(logger)
        do {
            return OpenedDatabase(pool: try openToWrite(), lock: lock, state: .writable)
        } catch {
            guard case .diskFull = StoreError.reading(error, path: path) else { throw error }
            return try openReadOnly(lock)
        }
    }

    /// Opens it as a start does; the caller has the lock.
    func openToWrite() throws -> DatabasePool {
        let pool = try makePool()
        try pool.writeWithoutTransaction { database in
            try configureWriter(database)
            try quickCheck(database)
            try migrate(database)
            try claim(database)
        }
        return pool
    }

    private func makePool() throws -> DatabasePool {
        var settings = Configuration()
        settings.foreignKeysEnabled = true
        settings.busyMode = .timeout(Double(configuration.busyTimeoutMilliseconds) / 1_000)
        // One for each reader's thread, and one for opening the store.
        settings.maximumReaderCount = configuration.readerCount + 2
        settings.persistentReadOnlyConnections = true
        settings.label = configuration.service
        let cacheKibibytes = configuration.cacheKibibytes
        let statementWillRun = configuration.hooks.statementWillRun
        settings.prepareDatabase { database in
            if let statementWillRun {
                database.trace { event in
                    if case .statement(let statement) = event { statementWillRun(statement.sql) }
                }
            }
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            // Readers share the system's page cache; a quarter each is plenty.
            let own = database.configuration.readonly ? cacheKibibytes / 4 : cacheKibibytes
            try database.execute(sql: "PRAGMA cache_size = -\(own)")
            try Nearest.register(in: database)
        }
        return try DatabasePool(path: path, configuration: settings)
    }

    /// GRDB sets `synchronous` to NORMAL whenever it opens a pool, after all that a configuration can
    /// say; so it is set here, and asserted.
    private func configureWriter(_ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        let limit = configuration.logFileLimitBytes
        try database.execute(sql: "PRAGMA journal_size_limit = \(limit)")
        // While it is opened and brought up to date; then the writer makes `Checkpoints`.
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
        if let pages = configuration.maximumPages {
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        try assert("synchronous", is: "2", in: database)
        try assert("journal_mode", is: "wal", in: database)
        try assert("foreign_keys", is: "1", in: database)
        try assert("temp_store", is: "2", in: database)
        try assert("cache_size", is: "-\(configuration.cacheKibibytes)", in: database)
    }

    private func assert(_ setting: String, is expected: String, in database: Database) throws {
        let found = try String.fetchOne(database, sql: "PRAGMA \(setting)") ?? "nothing"
        guard found == expected else {
            throw StoreError.inputOutput(
                path: path,
                cause: "SQLite keeps \(setting) at \(found) instead of \(expected)"
            )
        }
    }

    private func quickCheck(_ database: Database) throws {
        let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let pageSize = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
        guard pages * pageSize <= configuration.quickCheckLimitBytes else { return }
        // It reads each page once. In the writer's large cache all of them would stay for good.
        try database.execute(sql: "PRAGMA cache_size = -128")
        try Self.check(database, path: path, isQuick: true)
        try database.execute(sql: "PRAGMA cache_size = -\(configuration.cacheKibibytes)")
    }

    static func check(_ database: Database, path: String, isQuick: Bool) throws {
        let check = isQuick ? "quick_check" : "integrity_check"
        let finding = try String.fetchOne(database, sql: "PRAGMA \(check)(1)") ?? "no answer"
        guard finding == "ok" else { throw StoreError.corrupt(path: path, finding: finding) }
    }

    private func migrate(_ database: Database) throws {
        let migrator = Migrator(
            path: path,
            sets: [.store] + configuration.migrations,
            nowMilliseconds: configuration.nowMilliseconds()
        )
        // Before anything is written: whose database is it at all?
        if try database.tableExists("meta") { try checkOwner(database) }
        do {
            let applied = try migrator.migrate(database)
            guard !applied.isEmpty else { return }
            logger.info(
                "Brought the database up to date",
                metadata: ["path": "\(path)", "steps": "\(applied.joined(separator: " "))"]
            )
        } catch let error as DatabaseError {
            let reading = StoreError.reading(error, path: path)
            guard case .inputOutput = reading, !StoreError.isInputOutput(error) else {
                throw reading
            }
            throw StoreError.failedMigration(path: path, cause: error.description)
        }
    }

    private var owner: String { "\(configuration.service)/\(configuration.shard)" }

    private func checkOwner(_ database: Database) throws {
        guard let stated = try Meta.text("owner", in: database) else { return }
        guard stated == owner else {
            throw StoreError.foreign(path: path, owner: stated, expected: owner)
        }
    }

    private func claim(_ database: Database) throws {
        guard try Meta.text("owner", in: database) == nil else { return }
        try Meta.set("owner", to: owner.databaseValue, in: database)
    }

    /// With no room for a single page, a database that is up to date can still be read.
    private func openReadOnly(_ lock: LockFile) throws -> OpenedDatabase {
        var settings = Configuration()
        settings.readonly = true
        settings.busyMode = .timeout(Double(configuration.busyTimeoutMilliseconds) / 1_000)
        let full = StoreError.diskFull(path: path)
        do {
            settings.maximumReaderCount = configuration.readerCount + 2
            settings.prepareDatabase(Nearest.register)
            let pool = try DatabasePool(path: path, configuration: settings)
            try pool.read { database in
                try checkOwner(database)
                let migrator = Migrator(
                    path: path,
                    sets: [.store] + configuration.migrations,
                    nowMilliseconds: 0
                )
                guard try migrator.check(database).isEmpty else { throw full }
            }
            return OpenedDatabase(pool: pool, lock: lock, state: .readOnly(full.description))
        } catch let error as DatabaseError {
            logger.error("Not even readable", metadata: ["path": "\(path)", "error": "\(error)"])
            throw full
        }
    }
}
