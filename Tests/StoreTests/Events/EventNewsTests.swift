import Foundation
import GRDB
import Synchronization
import Testing

@testable import OctopusStore

/// Who waits for events is told from memory.
@Suite struct EventNewsTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private func append(_ store: Store, _ events: [NewEvent]) async throws {
        try await store.write { transaction in
            for event in events { try transaction.append(event) }
        }
    }

    @Test func `a thousand waiters cost commits that they don't want no read`() async throws {
        try await withStore(in: folder) { store in
            try await append(store, [.about(UUID())])
            let log = store.events
            let start = try await log.read(after: nil, limit: 10).next
            let awaited = UUID()
            try await withThrowingTaskGroup { group in
                for number in 0..<1_000 {
                    var filter = EventFilter()
                    switch number % 5 {
                    case 0: filter.subjects = [UUID()]
                    case 1: filter.partner = UUID()
                    case 2: filter.tenant = UUID()
                    case 3: filter.kinds = ["test.v1/Other"]
                    default: filter.subjects = [awaited]
                    }
                    group.addTask { [filter] in
                        try await log.read(
                            after: start,
                            filter: filter,
                            limit: 10,
                            waitingAtMost: .seconds(60)
                        ).events.count
                    }
                }
                while log.waiterCount < 1_000 { await Task.yield() }
                let before = log.pagesRead.load(ordering: .relaxed)
                for _ in 0..<100 {
                    try await append(store, [.about(UUID(), tenant: UUID(), partner: UUID())])
                }
                #expect(log.pagesRead.load(ordering: .relaxed) == before)
                #expect(log.waiterCount == 1_000)
                try await append(store, [.about(awaited)])
                for _ in 0..<200 { #expect(try await group.next() == 1) }
                #expect(log.pagesRead.load(ordering: .relaxed) == before + 200)
                #expect(log.waiterCount == 800)
                group.cancelAll()
                for try await count in group { #expect(count == 0) }
            }
            #expect(log.waiterCount == 0)
        }
    }

    @Test(arguments: ["kind", "tenant", "partner", "subject", "topic"])
    func `a waiter is woken by its own topic`(_ topic: String) async throws {
        try await withStore(in: folder) { store in
            let (tenant, partner, subject, other) = (UUID(), UUID(), UUID(), UUID())
            var filter = EventFilter()
            switch topic {
            case "kind": filter.kinds = ["test.v1/Wanted", "test.v1/Too"]
            case "tenant": filter.tenant = tenant
            case "partner": filter.partner = partner
            case "subject": filter.subjects = [subject]
            default: filter.subjects = [other]
            }
            async let isThere = store.events.waitForNews(
                of: filter,
                after: 0,
                timeout: .seconds(60)
            )
            while store.events.waiterCount == 0 { await Task.yield() }
            try await append(store, [.about(UUID(), kind: "test.v1/Foreign", tenant: UUID())])
            #expect(store.events.waiterCount == 1)
            var event = NewEvent.about(
                subject,
                kind: "test.v1/Wanted",
                tenant: tenant,
                partner: partner
            )
            event.audience = [other]
            try await append(store, [event])
            #expect(await isThere)
        }
    }

    @Test(arguments: 0..<3, [true, false])
    func `who waits for several topics is woken by each of them and by no other`(
        place: Int,
        isConcerned: Bool
    ) async throws {
        try await withStore(in: folder) { store in
            let topics = [UUID(), UUID(), UUID()]
            async let page = store.events.read(
                after: nil,
                filter: .init(subjects: Set(topics)),
                limit: 10,
                waitingAtMost: .seconds(60)
            )
            while store.events.waiterCount == 0 { await Task.yield() }
            let before = store.events.pagesRead.load(ordering: .relaxed)
            for _ in 0..<10 { try await append(store, [.about(UUID(), audience: [UUID()])]) }
            #expect(store.events.waiterCount == 1)
            #expect(store.events.pagesRead.load(ordering: .relaxed) == before)
            try await append(
                store,
                [
                    isConcerned
                        ? .about(UUID(), audience: [UUID(), topics[place]]) : .about(topics[place])
                ]
            )
            #expect(try await page.events.map(\.seq) == [11])
            #expect(store.events.waiterCount == 0)
        }
    }

    @Test func `what was committed between reading and waiting is not missed`() async throws {
        try await withStore(in: folder) { store in
            let subject = UUID()
            try await append(store, [.about(subject), .about(UUID())])
            // The waiter knows nothing yet: it must not sleep over the first event.
            #expect(
                await store.events.waitForNews(
                    of: .init(subjects: [subject]),
                    after: 0,
                    timeout: .seconds(60)
                )
            )
            #expect(
                await store.events.waitForNews(
                    of: .init(subjects: [subject]),
                    after: 1,
                    timeout: .zero
                ) == false
            )
        }
    }

    @Test func `beyond what memory holds the log is read`() async throws {
        try await withStore(in: folder) { store in
            let subject = UUID()
            try await append(store, [.about(subject)])
            try await append(store, (0..<600).map { _ in .about(UUID()) })
            let finding = await store.events.waitForNews(
                of: .init(subjects: [subject]),
                after: 0,
                timeout: .zero
            )
            #expect(finding)
        }
    }

    @Test func `what is undone wakes nobody`() async throws {
        struct Undone: Error {}
        try await withStore(in: folder) { store in
            _ = try? await store.write { transaction in
                try transaction.append(.about(UUID()))
                throw Undone()
            }
            #expect(store.head.seq == 0)
            #expect(await store.events.waitForNews(after: 0, timeout: .zero) == false)
        }
    }

    @Test func `a follower hears that the log went on without a read for it`() async throws {
        try await withStore(in: folder) { store in
            let log = store.events
            let start = try await log.read(after: nil, limit: 1).next
            async let waiting = log.read(
                after: start,
                filter: .init(kinds: ["test.v1/Wanted"]),
                limit: 10,
                waitingAtMost: .seconds(60),
                tellsProgress: true
            )
            while log.waiterCount == 0 { await Task.yield() }
            let before = log.pagesRead.load(ordering: .relaxed)
            try await append(store, [.about(UUID()), .about(UUID())])
            let page = try await waiting
            #expect(page.events == [])
            #expect(page.next.seq == 2)
            #expect(page.isAtHead)
            #expect(log.pagesRead.load(ordering: .relaxed) == before)
            // The place that memory told is the log's own.
            #expect(try await log.read(after: page.next, limit: 10).events == [])
        }
    }
}
