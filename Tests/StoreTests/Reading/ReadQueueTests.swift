import Foundation
import OctopusFairTurns
import Testing

@testable import OctopusStore

/// Who reads next, as values: threads are counted, and nothing runs.
@Suite struct ReadQueueTests {
    static let tenants = [UUID(), UUID()]
    static let people = [UUID(), UUID(), UUID()]

    private static func share(
        _ tenant: Int?,
        _ program: String,
        _ person: Int? = nil
    ) -> Share {
        Share(
            tenant: tenant.map { tenants[$0] },
            program: program,
            person: person.map { people[$0] }
        )
    }

    private func ticket(_ share: Share, _ lane: Lane = .open) -> ReadTicket {
        ReadTicket(share: share, lane: lane)
    }

    /// A queue whose threads all sleep.
    private func queue(threads: Int, waiting: Int = 64) -> ReadQueue<String> {
        var queue = ReadQueue<String>(threadCount: threads, waitingLimit: waiting)
        for _ in 0..<threads { #expect(queue.next(.open, isWoken: false) == nil) }
        #expect(queue.next(.mesh, isWoken: false) == nil)
        return queue
    }

    private func isBegun(_ entry: ReadQueue<String>.Entry) -> Bool {
        if case .wakes = entry { true } else { false }
    }

    @Test(arguments: [
        (share(0, "till", 0), 2), (share(0, "till"), 2), (share(nil, "till"), 2),
    ])
    func `one share leaves three threads free, however much it asks`(
        flood: Share,
        most: Int
    ) {
        var queue = queue(threads: 5)
        var begun = 0
        for number in 0..<100 where isBegun(queue.enter("flood \(number)", ticket(flood))) {
            begun += 1
        }
        #expect(begun == most)
    }

    @Test func `another person, program and tenant begin at once beside a flood`() {
        var queue = queue(threads: 5)
        for number in 0..<100 {
            _ = queue.enter("flood \(number)", ticket(Self.share(0, "till", 0)))
        }
        #expect(isBegun(queue.enter("person", ticket(Self.share(0, "till", 1)))))
        #expect(!isBegun(queue.enter("third person", ticket(Self.share(0, "till", 2)))))
        #expect(isBegun(queue.enter("program", ticket(Self.share(0, "desk", 0)))))
        #expect(!isBegun(queue.enter("third program", ticket(Self.share(0, "app", 0)))))
        #expect(isBegun(queue.enter("tenant", ticket(Self.share(1, "till", 0)))))
    }

    @Test func `a flood of many persons of one program delays another by one turn`() {
        var queue = queue(threads: 1)
        #expect(isBegun(queue.enter("first", ticket(Self.share(0, "till", 0)))))
        for person in 0..<3 {
            for number in 0..<20 {
                _ = queue.enter("\(person).\(number)", ticket(Self.share(0, "till", person)))
            }
        }
        _ = queue.enter("desk", ticket(Self.share(0, "desk")))
        #expect(queue.next(.open, isWoken: true) == "first")
        var turns = 0
        var last = ticket(Self.share(0, "till", 0))
        while true {
            queue.finished(last, microseconds: 50_000)
            turns += 1
            let next = queue.next(.open, isWoken: false)
            if next == "desk" { break }
            last = ticket(Self.share(0, "till", next.flatMap { Int($0.prefix(1)) } ?? 0))
            if turns > 10 { break }
        }
        #expect(turns <= 2)
    }

    @Test func `slow reads count for what they took, not as one each`() {
        var queue = queue(threads: 1, waiting: 1024)
        let (slow, quick) = (ticket(Self.share(0, "slow")), ticket(Self.share(1, "quick")))
        #expect(isBegun(queue.enter("slow", slow)))
        for _ in 0..<50 {
            _ = queue.enter("slow", slow)
            _ = queue.enter("quick", quick)
        }
        var running = queue.next(.open, isWoken: true)
        var counts = ["slow": 0, "quick": 0]
        for _ in 0..<40 {
            counts[running ?? "", default: 0] += 1
            let isSlow = running == "slow"
            queue.finished(isSlow ? slow : quick, microseconds: isSlow ? 10_000 : 1_000)
            running = queue.next(.open, isWoken: false)
        }
        #expect(counts["quick", default: 0] >= 30)
        #expect(counts["slow", default: 0] >= 2)
    }

    @Test func `the mesh's reads have a thread that no call takes`() {
        var queue = queue(threads: 5)
        for tenant in 0..<2 {
            for program in ["a", "b", "c"] {
                for _ in 0..<20 { _ = queue.enter("call", ticket(Self.share(tenant, program))) }
            }
        }
        guard case .wakes(.mesh) = queue.enter("follower", ticket(Self.share(nil, ""), .mesh))
        else {
            Issue.record("it waited")
            return
        }
        #expect(queue.next(.mesh, isWoken: true) == "follower")
        queue.finished(ticket(Self.share(nil, ""), .mesh), microseconds: 10)
        #expect(queue.next(.mesh, isWoken: false) == nil)
    }

    @Test func `a full queue refuses the one that fills it, and takes another's`() {
        var queue = queue(threads: 1, waiting: 48)
        var refused = 0
        for number in 0..<200 {
            let entry = queue.enter("flood \(number)", ticket(Self.share(0, "till", 0)))
            if case .refuses(let reads, let level) = entry {
                #expect(reads == ["flood \(number)"])
                #expect(level != .whole)
                refused += 1
            }
        }
        #expect(refused > 150)
        guard case .waits = queue.enter("other", ticket(Self.share(1, "till", 0))) else {
            Issue.record("another tenant's read was not taken")
            return
        }
    }

    @Test func `nothing begins while reads are held, and all goes on afterwards`() {
        var queue = queue(threads: 5)
        queue.hold()
        #expect(!isBegun(queue.enter("one", ticket(Self.share(0, "a")))))
        #expect(!isBegun(queue.enter("two", ticket(Self.share(1, "b")))))
        #expect(!isBegun(queue.enter("mesh", ticket(Self.share(nil, ""), .mesh))))
        #expect(queue.busyCount == 0)
        let woken = queue.release()
        #expect(woken == (2, 1))
        let open = [queue.next(.open, isWoken: true), queue.next(.open, isWoken: true)]
        #expect(Set(open) == ["one", "two"])
        #expect(queue.next(.mesh, isWoken: true) == "mesh")
    }
}
