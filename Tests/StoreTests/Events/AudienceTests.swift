import Foundation
import GRDB
import Testing

@testable import OctopusStore

/// Whom events concern beside what they are about.
@Suite struct AudienceTests {
    let folder: Folder
    private let ana = UUID()
    private let ben = UUID()

    init() throws { folder = try Folder() }

    @Test func `what concerns somebody is found with what is about them, in order and once`()
        async throws
    {
        try await withStore(in: folder) { store in
            try await store.write { transaction in
                try transaction.append(.about(UUID(), audience: [ana]))
                try transaction.append(.about(ana))
                try transaction.append(.about(UUID(), audience: [ben]))
                try transaction.append(.about(ana, audience: [ana, ben, ben]))
                try transaction.append(.about(UUID(), audience: [ben, ana, ana]))
                try transaction.append(.about(UUID()))
            }
            func seqs(_ subject: UUID) async throws -> [Int64] {
                try await store.events.read(
                    after: nil,
                    filter: .init(subjects: [subject]),
                    limit: 10
                ).events.map(\.seq)
            }
            #expect(try await seqs(ana) == [1, 2, 4, 5])
            #expect(try await seqs(ben) == [3, 4, 5])
            #expect(try await seqs(UUID()) == [])
        }
    }

    @Test func `pages of it go on over many buckets, with other filters`() async throws {
        let (mall, bank) = (UUID(), UUID())
        try await withStore(in: folder) { store in
            try await store.write { transaction in
                for number in 0..<5_000 {
                    let isHers = number.isMultiple(of: 500)
                    try transaction.append(
                        .about(
                            UUID(),
                            kind: number.isMultiple(of: 1000) ? "a" : "b",
                            tenant: number < 4_000 ? mall : bank,
                            audience: isHers ? [ana] : [UUID()]
                        )
                    )
                }
            }
            var seen: [Int64] = []
            var position: EventPosition?
            while true {
                let page = try await store.events.read(
                    after: position,
                    filter: .init(tenant: mall, subjects: [ana]),
                    limit: 3
                )
                seen += page.events.map(\.seq)
                position = page.next
                if page.isAtHead { break }
            }
            #expect(seen == stride(from: 1, through: 3_501, by: 500).map(Int64.init))
            let some = try await store.events.read(
                after: nil,
                filter: .init(kinds: ["a"], tenant: bank, subjects: [ana]),
                limit: 3
            )
            #expect(some.events.map(\.seq) == [4_001] && some.isAtHead)
        }
    }

    @Test func `what concerns any of some is found in order and once, over pages and buckets`()
        async throws
    {
        let mall = UUID()
        try await withStore(in: folder) { store in
            try await store.write { transaction in
                for number in 0..<5_000 {
                    // About one, concerning the other, about one and concerning the other, nobody's.
                    let (subject, audience): (UUID, [UUID]) =
                        switch number % 600 {
                        case 0: (ana, [])
                        case 200: (UUID(), [ben, UUID()])
                        case 400: (ben, [ana])
                        default: (UUID(), [UUID()])
                        }
                    try transaction.append(
                        .about(
                            subject,
                            kind: number.isMultiple(of: 400) ? "a" : "b",
                            tenant: number < 4_000 ? mall : UUID(),
                            audience: audience
                        )
                    )
                }
            }
            func seqs(_ filter: EventFilter) async throws -> [Int64] {
                var (seen, position): ([Int64], EventPosition?) = ([], nil)
                while true {
                    let page = try await store.events.read(
                        after: position,
                        filter: filter,
                        limit: 3
                    )
                    seen += page.events.map(\.seq)
                    position = page.next
                    if page.isAtHead { return seen }
                }
            }
            func every(_ step: Int, through last: Int) -> [Int64] {
                stride(from: 1, through: last, by: step).map(Int64.init)
            }
            let both: Set = [ana, ben]
            #expect(try await seqs(.init(subjects: both)) == every(200, through: 4_801))
            #expect(
                try await seqs(.init(subjects: both.union((0..<62).map { _ in UUID() })))
                    == every(200, through: 4_801)
            )
            #expect(
                try await seqs(.init(kinds: ["a"], tenant: mall, subjects: both))
                    == every(400, through: 3_601)
            )
            #expect(try await seqs(.init(subjects: [UUID(), UUID()])) == [])
        }
    }

    @Test func `it goes when the log is trimmed`() async throws {
        try await withStore(in: folder) { store in
            try await store.write { transaction in
                for _ in 0..<3_000 { try transaction.append(.about(UUID(), audience: [ana])) }
            }
            try await store.write { [events = store.events] transaction in
                _ = try events.trim(
                    LogRetention(keptMilliseconds: .max, mostEvents: 100),
                    limit: 10_000,
                    transaction
                )
            }
            let left = try await store.read { database in
                try Int64.fetchOne(database, sql: "SELECT min(bucket) FROM event_audience")
            }
            #expect(left == EventQuery.bucket(of: 2_901))
            let page = try await store.events.read(
                after: nil,
                filter: .init(subjects: [ana]),
                limit: 1_000
            )
            #expect(page.events.map(\.seq) == Array(2_901...3_000))
        }
    }

    @Test func `who waits for what concerns them is woken by it`() async throws {
        try await withStore(in: folder) { store in
            async let page = store.events.read(
                after: nil,
                filter: .init(subjects: [ana]),
                limit: 10,
                waitingAtMost: .seconds(30)
            )
            while store.events.waiterCount == 0 { await Task.yield() }
            _ = try await store.write { try $0.append(.about(UUID(), audience: [ben])) }
            _ = try await store.write { try $0.append(.about(UUID(), audience: [ana])) }
            #expect(try await page.events.map(\.seq) == [2])
        }
    }

    @Test func `cursors of all places have one length`() throws {
        let seal = CursorSeal(secret: Data([1]))
        let lengths = try (0..<64).map { count in
            try seal.seal([UInt8](repeating: 0x80, count: count), for: [1]).count
        }
        #expect(Set(lengths) == [64 + 28])
        for count in [0, 1, 63, 64, 65, 500] {
            let place = [UInt8](repeating: 0x80, count: count)
            #expect(seal.open(try seal.seal(place, for: [1]), for: [1]) == place)
        }
    }
}
