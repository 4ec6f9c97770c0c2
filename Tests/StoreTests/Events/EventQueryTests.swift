import Foundation
import GRDB
import Testing

@testable import OctopusStore

/// What one read of the log costs, and how large it gets.
@Suite struct EventQueryTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `a page ends at half a mebibyte, and the next goes on`() async throws {
        try await withStore(in: folder) { store in
            try await store.write { transaction in
                for number in 0..<512 {
                    try transaction.append(
                        .about(UUID(), body: [UInt8](repeating: UInt8(number & 255), count: 5_000))
                    )
                }
            }
            var seen: [Int64] = []
            var position: EventPosition?
            repeat {
                let page = try await store.events.read(after: position, limit: 1_000)
                let bytes = page.events.map(\.travellingBytes).reduce(0, +)
                #expect(bytes <= EventQuery.longestPageBytes)
                #expect(!page.events.isEmpty)
                seen += page.events.map(\.seq)
                position = page.next
                if page.isAtHead { break }
            } while true
            #expect(seen == Array(1...512))
        }
    }

    @Test func `one event always fits, and one that never could is refused when it is told`()
        async throws
    {
        try await withStore(in: folder) { store in
            let longest = [UInt8](repeating: 1, count: NewEvent.longestBytes)
            try await store.write { transaction in
                try transaction.append(.about(UUID(), body: longest))
                try transaction.append(.about(UUID()))
            }
            await #expect(throws: EventTooLong.self) {
                try await store.write {
                    try $0.append(.about(UUID(), body: longest, personal: [1]))
                }
            }
            let first = try await store.events.read(after: nil, limit: 10)
            #expect(first.events.map(\.seq) == [1])
            #expect(!first.isAtHead)
            let second = try await store.events.read(after: first.next, limit: 10)
            #expect(second.events.map(\.seq) == [2])
            #expect(store.head.seq == 2)
        }
    }

    @Test func `whatever kinds and subjects are asked, there are 24 statements`() throws {
        var texts: Set<String> = []
        for mask in 0..<8 {
            for count in [1, 2, 3, 50, 40_000] {
                for subjects in [nil, 1, 2, 3, 64] {
                    let filter = EventFilter(
                        kinds: mask & 1 == 0 ? nil : Set((0..<count).map { "test.v1/Kind\($0)" }),
                        tenant: mask & 2 == 0 ? nil : UUID(),
                        partner: mask & 4 == 0 ? nil : UUID(),
                        subjects: subjects.map { Set((0..<$0).map { _ in UUID() }) }
                    )
                    let query = EventQuery(epoch: UUID(), filter: filter, limit: count)
                    texts.insert(try query.statement(after: 0, through: 1).sql)
                }
            }
        }
        #expect(texts.count == 24)
    }

    @Test func `kinds of any spelling are found, and only they`() async throws {
        let kinds = ["a\"b", "a'b", "[]", "\\", "ž\u{1F600}", "null"]
        try await withStore(in: folder) { store in
            try await store.write { transaction in
                for kind in kinds + ["other"] {
                    try transaction.append(.about(UUID(), kind: kind))
                }
            }
            let page = try await store.events.read(
                after: nil,
                filter: .init(kinds: Set(kinds + (0..<40_000).map { "no\($0)" })),
                limit: 100
            )
            #expect(page.events.map(\.kind) == kinds)
        }
    }

    @Test(arguments: [1, 2, 64], [(true, true), (true, false), (false, true), (false, false)])
    func `what is about some things is found by indexes`(
        count: Int,
        other: (kinds: Bool, tenant: Bool)
    ) async throws {
        try await withStore(in: folder) { store in
            let filter = EventFilter(
                kinds: other.kinds ? ["a"] : nil,
                tenant: other.tenant ? UUID() : nil,
                subjects: Set((0..<count).map { _ in UUID() })
            )
            let query = EventQuery(epoch: UUID(), filter: filter, limit: 10)
            let steps = try await store.read { database in
                let (sql, arguments) = try query.statement(after: 0, through: 1_000_000)
                return try String.fetchAll(
                    database,
                    sql: "EXPLAIN QUERY PLAN \(sql)",
                    arguments: arguments,
                    adapter: SuffixRowAdapter(fromIndex: 3)
                )
            }
            #expect(
                steps.contains {
                    $0.contains("events_by_subject (subject=? AND rowid>? AND rowid<?)")
                },
                "\(steps)"
            )
            #expect(
                steps.contains {
                    $0.contains("told USING PRIMARY KEY (bucket=? AND id=? AND seq>? AND seq<?)")
                },
                "\(steps)"
            )
            #expect(steps.contains("SEARCH events USING INTEGER PRIMARY KEY (rowid=?)"))
            #expect(!steps.contains { $0.contains("TEMP B-TREE") }, "\(steps)")
        }
    }

    @Test func `a thing's events are found in one read, however far apart`() async throws {
        try await withStore(in: folder) { store in
            let subject = UUID()
            try await store.write { transaction in
                try transaction.append(.about(subject))
                for _ in 0..<(EventLog.scanLimit + 10) { try transaction.append(.about(UUID())) }
                try transaction.append(.about(subject))
            }
            let page = try await store.events.read(
                after: nil,
                filter: .init(subjects: [subject]),
                limit: 10
            )
            #expect(page.events.count == 2)
            #expect(page.isAtHead)
        }
    }

    @Test func `a page of many things covers less of the log, and none is left out`()
        async throws
    {
        try await withStore(in: folder) { store in
            let things = (0..<4).map { _ in UUID() }
            try await store.write { transaction in
                for number in 0..<6_000 {
                    let thing = things[number / 500 % 4]
                    try transaction.append(
                        number.isMultiple(of: 1_000)
                            ? .about(thing)
                            : .about(UUID(), audience: number.isMultiple(of: 500) ? [thing] : [])
                    )
                }
            }
            let query = EventQuery(
                epoch: store.events.epoch,
                filter: .init(subjects: Set(things)),
                limit: 10,
                mostLooks: 4
            )
            var (seen, pages): ([Int64], Int) = ([], 0)
            var position: EventPosition?
            while true {
                let page = try await store.read { [position] in
                    try query.page(after: position, $0)
                }
                #expect(page.next.seq - (position?.seq ?? 0) <= 1_024)
                seen += page.events.map(\.seq)
                pages += 1
                position = page.next
                if page.isAtHead { break }
            }
            #expect(pages == 6)
            #expect(seen == stride(from: 1, to: 6_000, by: 500).map(Int64.init))
        }
    }

    @Test func `more things than a read looks for are refused, and none at all is nothing`()
        async throws
    {
        try await withStore(in: folder) { store in
            _ = try await store.write { try $0.append(.about(UUID())) }
            let most = EventFilter.mostSubjects
            func page(_ count: Int) async throws -> EventPage {
                let subjects = Set((0..<count).map { _ in UUID() })
                return try await store.events.read(
                    after: nil,
                    filter: .init(subjects: subjects),
                    limit: 10
                )
            }
            await #expect(throws: TooManySubjects.self) { _ = try await page(most + 1) }
            #expect(try await page(most).events == [])
            let none = try await page(0)
            #expect(none.events == [] && none.isAtHead)
        }
    }

    @Test func `a cursor opens where it was made, for its use alone, and as it was`() throws {
        let seal = CursorSeal(secret: Data([1, 2, 3]))
        let cursor = try seal.seal([1, 2], for: [97])
        #expect(seal.open(cursor, for: [97]) == [1, 2])
        #expect(seal.open(cursor, for: [98]) == nil)
        #expect(CursorSeal(secret: Data([1, 2, 4])).open(cursor, for: [97]) == nil)
        #expect(seal.open(Array(cursor.dropLast()), for: Array("a".utf8)) == nil)
        #expect(seal.open([], for: Array("a".utf8)) == nil)
        for index in cursor.indices {
            var forged = cursor
            forged[index] ^= 1
            #expect(seal.open(forged, for: Array("a".utf8)) == nil)
        }
        // The same place twice tells nothing of it being the same.
        #expect(try seal.seal([1, 2], for: Array("a".utf8)) != cursor)
    }
}
