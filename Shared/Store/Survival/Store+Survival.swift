import GRDB
import Logging
import struct FoundationEssentials.UUID

extension Store {
    private static var idName: String { "survival.id" }
    static var generationName: String { "survival.generation" }
    private static var restoredName: String { "survival.restored" }

    /// Compares the database with what is known of it, before anything else is written to it.
    ///
    /// A database that was put back begins another log at once, so that no reader takes it for the one
    /// that it knew.
    ///
    /// - Returns: why the service is closed until an operator confirms; nil if it is not.
    /// - Throws: what the file or the database throws.
    package func settleSurvival() async throws -> String? {
        guard let survival = configuration.survival else { return nil }
        _ = try survival.load()
        let (id, generation, restored) = try await read { database in
            (
                try UUID.fetchOne(
                    database,
                    sql: "SELECT value FROM meta WHERE name = ?",
                    arguments: [Self.idName]
                ),
                try Meta.integer(Self.generationName, in: database) ?? 0,
                try Meta.text(Self.restoredName, in: database)
            )
        }
        let known = survival.mark
        let finding = finding(known, id, generation, at: survival.path)
        guard state == .writable else { return restored ?? finding }
        if let finding {
            try await beginAnew(after: finding, known, generation, survival)
            return finding
        }
        if known == nil || known?.isBegun == false || id == nil {
            try await begin(id ?? known?.id, generation, survival)
        }
        survival.count(from: generation)
        survival.note(epoch: head.epoch, seq: head.seq)
        return restored
    }

    /// Takes a restored database as the one to go on with.
    ///
    /// - Returns: why it had been closed; nil if it was not.
    /// - Throws: a `StoreError` if the store does not write.
    package func confirmRestore() async throws -> String? {
        try await write(label: "confirm restore") { transaction in
            let database = transaction.database
            let finding = try Meta.text(Self.restoredName, in: database)
            try database.execute(
                sql: "DELETE FROM meta WHERE name = ?",
                arguments: [Self.restoredName]
            )
            return finding
        }
    }

    private func finding(
        _ mark: SurvivalMark?,
        _ id: UUID?,
        _ generation: Int64,
        at path: String
    ) -> String? {
        guard let mark else {
            return id.map { _ in "\(path) is missing, which says what a restore must not undo" }
        }
        guard mark.isBegun || id != nil && id != mark.id else { return nil }
        guard let id else { return "the database is older than \(path): it was restored" }
        guard id == mark.id else { return "the database is not the one that \(path) knows" }
        guard mark.epoch == head.epoch else {
            return "the database has another log than the one that \(path) knows: it was restored"
        }
        if head.seq < mark.seq {
            return "the database was restored: it ends with event \(head.seq), and \(path) knows "
                + "event \(mark.seq)"
        }
        if generation < mark.generation {
            return
                "the database was restored: its last \(mark.generation - generation) commits without "
                + "events are gone, which \(path) knows"
        }
        return nil
    }

    /// The file is there, but unbegun, before the database knows of it, so that a crash between the
    /// two is not taken for a restore.
    private func begin(_ known: UUID?, _ generation: Int64, _ survival: Survival) async throws {
        let id = known ?? configuration.makeID(configuration.nowMilliseconds())
        let head = head
        var mark = SurvivalMark(id: id, epoch: head.epoch, seq: 0, generation: -1)
        try survival.create(mark)
        try await write(label: "survival") { transaction in
            try Self.note(id, generation, in: transaction.database)
        }
        mark.generation = generation
        survival.settle(mark)
    }

    private func beginAnew(
        after finding: String,
        _ mark: SurvivalMark?,
        _ generation: Int64,
        _ survival: Survival
    ) async throws {
        logger.critical("The database was restored", metadata: ["why": "\(finding)"])
        let id = mark?.id ?? configuration.makeID(configuration.nowMilliseconds())
        let next = max(generation, mark?.generation ?? 0) + 1
        try await write(label: "restore") { [events] transaction in
            try events.begin(in: transaction)
            try Self.note(id, next, in: transaction.database)
            try Meta.set(
                Self.restoredName,
                to: finding.databaseValue,
                in: transaction.database
            )
        }
        let head = head
        let new = SurvivalMark(id: id, epoch: head.epoch, seq: head.seq, generation: next)
        if mark == nil { try survival.create(new) } else { survival.settle(new) }
        survival.count(from: next)
    }

    private static func note(_ id: UUID, _ generation: Int64, in database: Database) throws {
        try Meta.set(idName, to: id.databaseValue, in: database)
        try Meta.set(generationName, to: generation.databaseValue, in: database)
    }
}
