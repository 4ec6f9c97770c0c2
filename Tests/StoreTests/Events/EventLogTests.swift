import Foundation
import GRDB
import Testing

@testable import OctopusStore

@Suite struct EventLogTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func append(_ store: Store, _ events: [NewEvent]) async throws {
        try await store.write { transaction in
            for event in events { try transaction.append(event) }
        }
    }

    private func append(_ store: Store, count: Int) async throws {
        try await append(store, (0..<count).map { _ in .about(UUID()) })
    }

    @Test func `events come in the order of their commits, with all that was said`() async throws {
        try await withStore(in: folder) { store in
            let subject = UUID()
            let tenant = UUID()
            try await append(
                store,
                [.about(subject, tenant: tenant, body: [7, 7], personal: [8]), .about(UUID())]
            )
            let page = try await store.events.read(after: nil, limit: 10)
            #expect(page.events.map(\.seq) == [1, 2])
            #expect(page.head == 2)
            #expect(page.tail == 1)
            #expect(page.isAtHead)
            let first = try #require(page.events.first)
            #expect(first.subject == subject)
            #expect(first.tenant == tenant)
            #expect(first.body == [7, 7])
            #expect(first.personal == [8])
            #expect(first.atMilliseconds == Wall.start)
            #expect(page.next.id == page.events.last?.id)
            #expect(store.head == StorePosition(epoch: page.epoch, seq: 2))
        }
    }

    @Test func `a reader goes on where it was, also past what it does not want`() async throws {
        try await withStore(in: folder) { store in
            try await append(
                store,
                (1...10).map { .about(UUID(), kind: $0.isMultiple(of: 5) ? "b" : "a") }
            )
            let filter = EventFilter(kinds: ["b"])
            let first = try await store.events.read(after: nil, filter: filter, limit: 1)
            #expect(first.events.map(\.seq) == [5])
            #expect(first.next.seq == 5)
            let second = try await store.events.read(after: first.next, filter: filter, limit: 2)
            #expect(second.events.map(\.seq) == [10])
            let other = try await store.events.read(
                after: nil,
                filter: EventFilter(kinds: ["c"]),
                limit: 2
            )
            #expect(other.events == [])
            #expect(other.isAtHead)
        }
    }

    @Test func `tenant, partner and subject narrow what is seen`() async throws {
        try await withStore(in: folder) { store in
            let (tenant, partner, subject) = (UUID(), UUID(), UUID())
            try await append(
                store,
                [
                    .about(subject), .about(subject, tenant: tenant),
                    .about(UUID(), tenant: tenant, partner: partner), .about(UUID()),
                ]
            )
            func seen(_ filter: EventFilter) async throws -> [Int64] {
                try await store.events.read(after: nil, filter: filter, limit: 10).events.map(\.seq)
            }
            #expect(try await seen(.init(tenant: tenant)) == [2, 3])
            #expect(try await seen(.init(partner: partner)) == [3])
            #expect(try await seen(.init(tenant: tenant, subjects: [subject])) == [2])
            #expect(try await seen(.init(kinds: [])) == [])
        }
    }

    @Test func `a waiting read ends with the first commit`() async throws {
        try await withStore(in: folder) { store in
            let start = try await store.events.read(after: nil, limit: 1).next
            async let page = store.events.read(after: start, limit: 10, waitingAtMost: .seconds(60))
            try await append(store, count: 1)
            #expect(try await page.events.count == 1)
        }
    }

    @Test func `a waiting read tells that the log went on, if only by what is not wanted`()
        async throws
    {
        try await withStore(in: folder) { store in
            try await append(store, count: 1)
            let start = try await store.events.read(after: nil, limit: 1).next
            async let page = store.events.read(
                after: start,
                filter: .init(kinds: []),
                limit: 10,
                waitingAtMost: .seconds(60),
                tellsProgress: true
            )
            try await append(store, count: 1)
            #expect(try await page.events == [])
            #expect(try await page.next.seq == start.seq + 1)
        }
    }

    @Test func `a waiting read without news is an empty page`() async throws {
        try await withStore(in: folder) { store in
            let page = try await store.events.read(
                after: nil,
                limit: 10,
                waitingAtMost: .milliseconds(1)
            )
            #expect(page.events == [])
            #expect(page.isAtHead)
        }
    }

    @Test func `waiting reads hold no connection`() async throws {
        try await withStore(in: folder, configure: { $0.readerCount = 1 }) { store in
            let start = try await store.events.read(after: nil, limit: 1).next
            try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await store.events.read(
                            after: start,
                            limit: 10,
                            waitingAtMost: .seconds(60)
                        ).events.count
                    }
                }
                _ = try await store.notes()
                try await append(store, count: 1)
                for try await count in group { #expect(count == 1) }
            }
        }
    }

    @Test func `waiting ends when the task is cancelled, and when the store closes`() async throws {
        try await withStore(in: folder) { store in
            let waiting = Task { await store.events.waitForNews(after: 0, timeout: nil) }
            waiting.cancel()
            #expect(await waiting.value == false)
        }
        let store = try Store.open(.test(folder.file("test.db")), logger: quiet)
        async let news = store.events.waitForNews(after: 0, timeout: nil)
        await store.close()
        #expect(await news == false)
    }

    private func change(_ store: Store, _ position: EventPosition) async -> LogChanged? {
        do {
            _ = try await store.events.read(after: position, limit: 1)
            return nil
        } catch {
            return error as? LogChanged
        }
    }

    @Test func `a position of another log is refused`() async throws {
        try await withStore(in: folder) { store in
            try await append(store, count: 3)
            let page = try await store.events.read(after: nil, limit: 2)
            let (epoch, id) = (page.epoch, page.next.id)
            #expect(await change(store, page.next) == nil)
            #expect(
                await change(store, EventPosition(epoch: UUID(), seq: 2, id: id)) == .otherEpoch
            )
            #expect(
                await change(store, EventPosition(epoch: epoch, seq: 2, id: UUID())) == .otherEvent
            )
            #expect(
                await change(store, EventPosition(epoch: epoch, seq: 2, id: nil)) == .otherEvent
            )
            #expect(await change(store, EventPosition(epoch: epoch, seq: 4, id: id)) == .beyondHead)
        }
    }

    @Test func `after a restore the log is another one`() async throws {
        try await withStore(in: folder) { store in
            try await append(store, count: 2)
            let before = try await store.events.read(after: nil, limit: 1)
            try await store.resetEpoch()
            #expect(await change(store, before.next) == .otherEpoch)
            #expect(store.head.epoch != before.epoch)
        }
        let epochs = try await withStore(in: folder) { store in
            (store.head.epoch, try await store.events.read(after: nil, limit: 1).epoch)
        }
        #expect(epochs.0 == epochs.1)
    }

    @Test func `trimming forgets what is old, and says so to who comes too late`() async throws {
        let wall = Wall()
        try await withStore(in: folder, wall: wall) { store in
            try await append(store, count: 3)
            let early = try await store.events.read(after: nil, limit: 1).next
            let third = try await store.events.read(after: nil, limit: 3).next
            wall.advance(byMilliseconds: 1_000)
            try await append(store, count: 2)
            let trim: @Sendable (Int) async throws -> Int = { limit in
                try await store.write { transaction in
                    let retention = LogRetention(keptMilliseconds: 999)
                    return try store.events.trim(retention, limit: limit, transaction)
                }
            }
            #expect(try await trim(2) == 2)
            #expect(try await trim(2) == 1)
            #expect(try await trim(2) == 0)
            #expect(await change(store, early) == .belowTail)
            #expect(await change(store, third) == nil)
            let page = try await store.events.read(after: third, limit: 10)
            #expect(page.events.map(\.seq) == [4, 5])
            #expect(page.tail == 4)
            #expect(try await store.events.read(after: nil, limit: 10).events.map(\.seq) == [4, 5])
        }
    }

    private func trim(
        _ store: Store,
        _ retention: LogRetention = LogRetention(keptMilliseconds: -1)
    ) async throws -> Int {
        try await store.write { try store.events.trim(retention, limit: 100, $0) }
    }

    @Test func `of too many events the oldest go, however young`() async throws {
        try await withStore(in: folder) { store in
            try await append(store, count: 5)
            let young = { LogRetention(keptMilliseconds: 1_000_000, mostEvents: $0) }
            #expect(try await trim(store, young(9)) == 0)
            #expect(try await trim(store, young(5)) == 0)
            #expect(try await trim(store, young(2)) == 3)
            #expect(try await trim(store, young(2)) == 0)
            #expect(try await store.events.read(after: nil, limit: 9).events.map(\.seq) == [4, 5])
            #expect(try await trim(store, young(0)) == 2)
            try await append(store, count: 1)
            #expect(store.head.seq == 6)
        }
    }

    @Test func `trimming never passes a registered reader`() async throws {
        try await withStore(in: folder) { store in
            try await append(store, count: 5)
            func read(_ count: Int) async throws -> EventPosition {
                try await store.events.read(after: nil, limit: count).next
            }
            let (second, fifth) = (try await read(2), try await read(5))
            func acknowledge(_ name: String, _ position: EventPosition?) async throws {
                try await store.write {
                    try store.events.acknowledge(reader: name, position: position, $0)
                }
            }
            try await acknowledge("slow", nil)
            try await acknowledge("fast", fifth)
            #expect(try await trim(store) == 0)
            try await acknowledge("slow", second)
            #expect(try await trim(store) == 2)
            #expect(try await trim(store, LogRetention(keptMilliseconds: 0, mostEvents: 0)) == 0)
            #expect(try await store.events.readers().map(\.seq) == [5, 2])
            // A reader that was restored goes back, as far as the log is kept.
            try await acknowledge("fast", second)
            #expect(try await store.events.readers().map(\.seq) == [2, 2])
            _ = try await store.write { try store.events.forget(reader: "slow", $0) }
            try await acknowledge("fast", fifth)
            #expect(try await trim(store) == 3)
            #expect(store.head.seq == 5)
            try await append(store, count: 1)
            #expect(store.head.seq == 6)
        }
    }

    @Test func `a place that is not of this log is not acknowledged`() async throws {
        try await withStore(in: folder) { store in
            try await append(store, count: 3)
            let place = try await store.events.read(after: nil, limit: 2).next
            let wrong = [
                EventPosition(epoch: UUID(), seq: 2, id: place.id),
                EventPosition(epoch: place.epoch, seq: 2, id: UUID()),
                EventPosition(epoch: place.epoch, seq: 9, id: place.id),
            ]
            for position in wrong {
                await #expect(throws: LogChanged.self) {
                    try await store.write {
                        try store.events.acknowledge(reader: "one", position: position, $0)
                    }
                }
            }
            #expect(try await store.events.readers() == [])
        }
    }

    @Test func `erasing a person leaves the event and takes what it told of them`() async throws {
        try await withStore(in: folder) { store in
            let person = UUID()
            try await append(
                store,
                [.about(person, personal: [1]), .about(UUID(), personal: [2])]
            )
            try await store.write { try $0.erasePersonal(about: person) }
            let page = try await store.events.read(after: nil, limit: 10)
            #expect(page.events.map(\.personal) == [nil, [2]])
            #expect(page.events.map(\.body) == [[1], [1]])
        }
    }
}
