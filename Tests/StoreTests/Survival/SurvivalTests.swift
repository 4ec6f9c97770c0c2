import Foundation
import GRDB
import Testing

@testable import OctopusStore

@Suite struct SurvivalTests {
    let folder: Folder
    let ring: KeyRing
    var path: String { folder.file("test.survival") }

    init() throws {
        folder = try Folder()
        try KeyRing.create(file: folder.file("secrets.key"))
        ring = try KeyRing(file: folder.file("secrets.key"))
    }

    private func record(_ number: Int, until: Int64? = nil) -> SurvivalRecord {
        SurvivalRecord(
            kind: "key",
            id: UUID(),
            untilMilliseconds: until,
            body: [UInt8(number & 255)]
        )
    }

    /// Opens the database as a start does, and closes it.
    private func open<T>(
        _ body: (Store, String?) async throws -> T
    ) async throws -> T {
        let survival = Survival(path: path, owner: "test/0", ring: ring)
        return try await withStore(in: folder, configure: { $0.survival = survival }) { store in
            try await body(store, try await store.settleSurvival())
        }
    }

    private func file(_ name: String) -> URL { URL(fileURLWithPath: folder.file(name)) }

    private func putBack(_ copy: Data) throws {
        for end in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(at: file("test.db\(end)"))
        }
        try copy.write(to: file("test.db"))
    }

    // --- restores

    @Test func `a database that goes on is no restored one`() async throws {
        for round in 0..<3 {
            try await open { store, finding in
                #expect(finding == nil)
                try await store.write { try $0.note("\(round)") }
                try await store.write { _ = try $0.append(.about(UUID())) }
            }
        }
    }

    @Test(arguments: [true, false])
    func `a copy that is one commit older is found out`(hasEvent: Bool) async throws {
        let epoch = try await open { store, _ in
            try await store.write { try $0.note("kept") }
            return store.head.epoch
        }
        let copy = try Data(contentsOf: file("test.db"))
        try await open { store, _ in
            try await store.write { transaction in
                try transaction.note("lost")
                if hasEvent { _ = try transaction.append(.about(UUID())) }
            }
        }
        try putBack(copy)
        try await open { store, finding in
            #expect(finding?.contains("restored") == true)
            #expect(store.head.epoch != epoch)
        }
        // It stays so until somebody says that it may go on.
        let second = try await open { store, finding in
            #expect(finding != nil)
            let confirmed = try await store.confirmRestore()
            #expect(confirmed != nil)
            return store.head.epoch
        }
        try await open { store, finding in
            #expect(finding == nil)
            #expect(store.head.epoch == second)
            let confirmed = try await store.confirmRestore()
            #expect(confirmed == nil)
        }
    }

    @Test func `a restored database is told what it must not forget`() async throws {
        let revoked = record(1)
        try await open { store, _ in try await store.write { try $0.note("kept") } }
        let copy = try Data(contentsOf: file("test.db"))
        try await open { store, _ in
            try await store.write { transaction in
                try transaction.note("revoked")
                transaction.outlive(revoked)
            }
            await #expect(throws: Refuse.self) {
                try await store.write { transaction in
                    transaction.outlive(record(2))
                    throw Refuse()
                }
            }
        }
        try putBack(copy)
        try await open { store, finding in
            #expect(finding != nil)
            #expect(store.configuration.survival?.records == [revoked])
        }
    }

    @Test func `a file that is gone, or knows another database, has to be confirmed`() async throws
    {
        try await open { store, _ in try await store.write { try $0.note("kept") } }
        try FileManager.default.removeItem(atPath: path)
        try await open { store, finding in
            #expect(finding?.contains("missing") == true)
            let confirmed = try await store.confirmRestore()
            #expect(confirmed != nil)
        }
        try await open { _, finding in #expect(finding == nil) }
        let other = try Data(contentsOf: URL(fileURLWithPath: path))
        try FileManager.default.removeItem(atPath: path)
        for end in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(at: file("test.db\(end)"))
        }
        try await open { _, finding in #expect(finding == nil) }
        try other.write(to: URL(fileURLWithPath: path))
        try await open { _, finding in #expect(finding?.contains("not the one") == true) }
    }

    @Test func `a crash between the file and the database is no restore`() async throws {
        try await open { store, _ in try await store.write { try $0.note("kept") } }
        let database = try DatabaseQueue(path: folder.file("test.db"))
        try await database.write {
            try $0.execute(sql: "DELETE FROM meta WHERE name LIKE 'survival.%'")
        }
        try database.close()
        let survival = Survival(path: path, owner: "test/0", ring: ring)
        let mark = SurvivalMark(id: UUID(), epoch: UUID(), seq: 0, generation: -1)
        try survival.create(mark)
        #expect(try !survival.load())
        try await open { _, finding in #expect(finding == nil) }
        try await open { _, finding in #expect(finding == nil) }
    }

    // --- the file

    private func made(_ count: Int) throws -> (Survival, [SurvivalRecord]) {
        let survival = Survival(path: path, owner: "test/0", ring: ring)
        try survival.create(SurvivalMark(id: UUID(), epoch: UUID(), seq: 1, generation: 1))
        survival.count(from: 1)
        let records = (0..<count).map { record($0) }
        for record in records { try survival.append([record], nowMilliseconds: 0) }
        return (survival, records)
    }

    private func reread() throws -> Set<SurvivalRecord> {
        let survival = Survival(path: path, owner: "test/0", ring: ring)
        #expect(try survival.load())
        return Set(survival.records)
    }

    @Test func `a record that was torn is cut off, and the next stands in its place`() throws {
        let (_, records) = try made(3)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        let lines = whole.dropFirst(SurvivalText.headBytes).split(separator: UInt8(ascii: "\n"))
        let last = try #require(lines.last).count + 1
        for cut in 1..<last {
            try whole.dropLast(cut).write(to: URL(fileURLWithPath: path))
            #expect(try reread() == Set(records.dropLast()))
            let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            #expect(size == whole.count - last)
        }
        // Zeroes where the disk had not come to the content.
        try (whole.dropLast(last) + Data(count: 300)).write(to: URL(fileURLWithPath: path))
        #expect(try reread() == Set(records.dropLast()))
    }

    @Test func `damage in the middle, a changed mark and another key are refused`() throws {
        _ = try made(3)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        var damaged = whole
        damaged[SurvivalText.headBytes + 5] ^= 1
        try damaged.write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.self) { try reread() }
        damaged = whole
        for place in [0, SurvivalText.markBytes] { damaged[place + 40] ^= 1 }
        try damaged.write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.self) { try reread() }
        try whole.write(to: URL(fileURLWithPath: path))
        try KeyRing.create(file: folder.file("other.key"))
        let other = Survival(
            path: path,
            owner: "test/0",
            ring: try KeyRing(file: folder.file("other.key"))
        )
        #expect(throws: StoreError.self) { try other.load() }
    }

    @Test func `a mark that was torn leaves the one before`() throws {
        let (survival, _) = try made(0)
        let epoch = UUID()
        survival.note(epoch: epoch, seq: 7)
        survival.note(epoch: epoch, seq: 8)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for place in [0, SurvivalText.markBytes] {
            var torn = whole
            torn.replaceSubrange(place + 100..<place + 512, with: Data(count: 412))
            try torn.write(to: URL(fileURLWithPath: path))
            let again = Survival(path: path, owner: "test/0", ring: ring)
            #expect(try again.load())
            #expect(try [7, 8].contains(#require(again.mark).seq))
        }
    }

    @Test func `what may be forgotten leaves the file, and a record is written once`() throws {
        let (survival, _) = try made(0)
        let kept = record(1)
        for number in 0..<5_000 {
            try survival.append([kept, record(number, until: 10)], nowMilliseconds: 20)
        }
        #expect(try reread().contains(kept))
        #expect(try reread().count < 2_000)
    }

    @Test func `after a rotation the new key alone opens it`() throws {
        let (survival, records) = try made(2)
        try KeyRing.rotate(file: ring.path)
        try survival.rewrite(with: KeyRing(file: ring.path), nowMilliseconds: 0)
        try KeyRing.finishRotation(file: ring.path)
        #expect(throws: StoreError.self) { try reread() }
        let anew = Survival(path: path, owner: "test/0", ring: try KeyRing(file: ring.path))
        #expect(try anew.load())
        #expect(Set(anew.records) == Set(records))
    }

    private struct Refuse: Error {}
}
