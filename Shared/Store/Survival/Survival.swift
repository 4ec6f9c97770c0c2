import Synchronization
import struct FoundationEssentials.UUID

/// What a restore of the database must not undo, kept in a file that does not lie with the database.
///
/// Records are on its disk before the transaction that they belong to is committed: a crash between
/// the two leaves a key listed as revoked whose revocation was never acknowledged. The mark is
/// written after the commit, so it never says more than the database has.
package final class Survival: Sendable {
    /// So many lines beyond twice what is remembered are cut off by writing the file anew.
    private static let slack = 1_000

    private struct Held {
        var file: SurvivalFile?
        /// Of the database; nil until both were compared.
        var generation: Int64?
        /// With so many lines the file is written anew.
        var mostLines = Survival.slack
    }

    package let path: String
    private let owner: String
    private let ring: KeyRing
    private let held = Mutex(Held())

    /// Names the file; `load` reads it.
    package init(path: String, owner: String, ring: KeyRing) {
        (self.path, self.owner, self.ring) = (path, owner, ring)
    }

    /// Reads the file, if there is one.
    ///
    /// - Returns: whether a database is known to it.
    package func load() throws -> Bool {
        try held.withLock { held in
            held.file = try SurvivalFile.open(path, owner: owner, ring)
            held.mostLines = 2 * (held.file?.records.count ?? 0) + Self.slack
            return held.file?.mark.isBegun ?? false
        }
    }

    var mark: SurvivalMark? { held.withLock { $0.file?.mark } }

    /// Everything that a restored database must be told.
    package var records: [SurvivalRecord] {
        held.withLock { held in held.file.map { Array($0.records.values) } ?? [] }
    }

    /// Begins the file for a database.
    func create(_ mark: SurvivalMark) throws {
        try held.withLock { held in
            held.file = try SurvivalFile(path, owner: owner, ring, mark: mark)
        }
    }

    /// From now on commits are counted from there.
    func count(from generation: Int64) {
        held.withLock { $0.generation = generation }
    }

    /// The number of a commit that has no event; nil while nothing is counted.
    func nextGeneration() -> Int64? {
        held.withLock { held in
            held.generation = held.generation.map { $0 + 1 }
            return held.generation
        }
    }

    /// Puts records on the disk; what is known already costs nothing.
    func append(_ records: [SurvivalRecord], nowMilliseconds: Int64) throws {
        try held.withLock { held in
            guard held.generation != nil, held.file != nil else { return }
            var new: [SurvivalRecord] = []
            for record in records where held.file?.records[record.key] != record {
                new.append(record)
            }
            guard !new.isEmpty else { return }
            try held.file?.append(new)
            guard let lines = held.file?.lineCount, lines > held.mostLines else { return }
            try rewrite(&held, ring, nowMilliseconds)
        }
    }

    /// Notes how far the database has come.
    func note(epoch: UUID, seq: Int64) {
        held.withLock { held in
            guard let generation = held.generation, var mark = held.file?.mark else { return }
            guard mark.epoch != epoch || mark.seq != seq || mark.generation != generation else {
                return
            }
            (mark.epoch, mark.seq, mark.generation) = (epoch, seq, generation)
            held.file?.take(mark)
        }
    }

    /// Takes a mark that another database's start found out, on the disk before it returns.
    func settle(_ mark: SurvivalMark) {
        held.withLock { held in
            held.file?.take(mark)
            // Both places, so that no older one is left.
            held.file?.take(mark)
            held.file?.sync()
        }
    }

    func sync() { held.withLock { $0.file?.sync() } }

    /// Writes the file anew with the ring's newest key, without what may be forgotten.
    package func rewrite(with ring: KeyRing, nowMilliseconds: Int64) throws {
        try held.withLock { try rewrite(&$0, ring, nowMilliseconds) }
    }

    private func rewrite(
        _ held: inout Held,
        _ ring: KeyRing,
        _ nowMilliseconds: Int64
    ) throws {
        guard let mark = held.file?.mark, let records = held.file?.records else { return }
        let kept = records.filter { !$0.value.isForgettable(at: nowMilliseconds) }
        held.file = try SurvivalFile(path, owner: owner, ring, mark: mark, records: kept)
        held.mostLines = 2 * kept.count + Self.slack
    }
}
