import Logging
import OctopusContract
import OctopusMesh
import OctopusTestKit
import Synchronization
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusServiceKit

/// A budget that a test may ask within an expectation.
private final class Asked {
    var budget: LogBudget

    init(_ budget: LogBudget) { self.budget = budget }

    func takes(_ sort: LogBudget.Sort) -> Bool { budget.takes(sort) }
    func takeLeftOut() -> Int64 { budget.takeLeftOut() }
}

@Suite struct LogBudgetTests {
    @Test func `each sort has its own, which fills as time passes`() {
        let asked = Asked(LogBudget(callBytesPerSecond: 1000, otherBytesPerSecond: 500))
        asked.budget.refill(atMilliseconds: 0)
        var lines = 0
        while asked.takes(.calls) {
            asked.budget.spend(100, .calls)
            lines += 1
        }
        // Eight seconds' worth at once.
        #expect(lines == 80)
        #expect(asked.takes(.notes) && asked.takes(.warnings) && !asked.budget.isFull)
        asked.budget.refill(atMilliseconds: 250)
        #expect(asked.takes(.calls))
        asked.budget.spend(250, .calls)
        #expect(!asked.takes(.calls))
        #expect(asked.takeLeftOut() == 2)
        #expect(asked.takeLeftOut() == 0)
        asked.budget.refill(atMilliseconds: 60_000)
        #expect(asked.budget.isFull)
    }

    @Test func `a clock that jumps gives no more than a burst, and small steps are not lost`() {
        let asked = Asked(LogBudget(callBytesPerSecond: 1000, otherBytesPerSecond: 1000))
        asked.budget.refill(atMilliseconds: 0)
        asked.budget.spend(8000, .calls)
        #expect(!asked.takes(.calls))
        for now in 1...1000 { asked.budget.refill(atMilliseconds: Int64(now)) }
        asked.budget.spend(999, .calls)
        #expect(asked.takes(.calls))
        asked.budget.refill(atMilliseconds: .max)
        asked.budget.spend(8000, .calls)
        #expect(!asked.takes(.calls))
    }

    @Test func `with little room only what matters is written`() {
        let asked = Asked(.unlimited)
        asked.budget.isRoomLow = true
        #expect(!asked.takes(.calls) && !asked.takes(.notes) && asked.takes(.warnings))
        #expect(!asked.budget.isFull)
    }
}

@Suite struct LogFloodTests {
    private let tenant = TenantID(UUID())

    /// A log that is kept, and a sink with a budget.
    private final class Kept: Sendable {
        let sink: LogSink

        init(_ budget: LogBudget) {
            let bytes = Bytes()
            let room = Room()
            sink = LogSink(
                service: "x",
                format: .json,
                budget: budget,
                hasRoom: { room.isThere.load(ordering: .relaxed) },
                output: { more in bytes.content.withLock { $0.append(contentsOf: more) } }
            )
            (kept, self.room) = (bytes, room)
        }

        final class Bytes: Sendable { let content = Mutex<[UInt8]>([]) }
        final class Room: Sendable { let isThere = Atomic(true) }
        private let kept: Bytes
        let room: Room

        var logger: Logger { Logger(label: "x") { _ in LineLogHandler(level: .info, sink: sink) } }

        /// All that was told, with what was counted.
        func end() -> [Substring] {
            sink.end(withinMilliseconds: 10_000)
            return String(decoding: kept.content.withLock { $0 }, as: UTF8.self)
                .split(separator: "\n")
        }
    }

    @Test func `refusals of one program for one reason are a minute's first, and a number`()
        async throws
    {
        let kept = Kept(.unlimited)
        let lowly = Principal(name: "lowly", tenant: nil, grants: [], publicKey: "lowly")
        try await World.with(
            Sample.definition,
            ["log.refusals": .integer(5)],
            logger: kept.logger
        ) { world in
            for number in 0..<300 {
                // Whatever is invented: methods, routing keys.
                let answer = await world.instance.perform(
                    method: number % 2 == 0 ? "sample.v1/CountNotes" : "sample.v1/WriteNote",
                    body: [0xA0],
                    as: lowly,
                    routingKey: UUID()
                )
                #expect(answer.status == .permissionDenied)
                let unknown = await world.instance.perform(
                    method: "sample.v1/No\(number)",
                    body: [0xA0],
                    as: lowly
                )
                #expect(unknown.status == .unimplemented)
            }
            try await world.perform(CountNotes.self, .init())
        }
        let lines = kept.end()
        let calls = lines.filter { $0.contains(#""message":"call""#) }
        #expect(calls.count { $0.contains(#""reason":"denied""#) } == 5)
        #expect(calls.count { $0.contains(#""reason":"unknownMethod""#) } == 5)
        #expect(calls.count { $0.contains(#""status":"OK""#) } == 1)
        let summaries = lines.filter { $0.contains("refused than are told") }
        #expect(summaries.count == 2)
        #expect(summaries.allSatisfy { $0.contains(#""principal":"lowly""#) })
        #expect(summaries.allSatisfy { $0.contains(#""calls":295"#) })
    }

    @Test func `a flood of good calls ends at the rate, and warnings are told all the same`()
        async throws
    {
        let kept = Kept(LogBudget(callBytesPerSecond: 1000, otherBytesPerSecond: 100_000))
        try await World.with(Sample.definition, logger: kept.logger) { world in
            for _ in 0..<500 { try await world.perform(CountNotes.self, .init()) }
            kept.logger.warning("it matters")
        }
        let lines = kept.end()
        let calls = lines.count { $0.contains(#""message":"call""#) }
        #expect((20..<200).contains(calls))
        #expect(lines.contains { $0.contains("it matters") })
        let left = lines.filter { $0.contains("left out") }.compactMap { line in
            line.split(separator: "\"lines\":").last.flatMap { Int($0.dropLast()) }
        }
        #expect(left.reduce(0, +) == 500 - calls)
    }

    @Test func `calls are told again once the log's disk has room again`() async throws {
        let kept = Kept(.unlimited)
        let logger = kept.logger
        kept.room.isThere.store(false, ordering: .relaxed)
        logger.warning("first")
        kept.sink.flush(withinMilliseconds: 10_000)
        // The sink looks when it has written.
        while kept.sink.isTold(logger, "quiet") { await Task.yield() }
        logger.error("loud")
        kept.room.isThere.store(true, ordering: .relaxed)
        while !kept.sink.isTold(logger, "again") { await Task.yield() }
        let lines = kept.end()
        #expect(lines.contains { $0.contains("loud") })
        #expect(lines.contains { $0.contains("again") })
        #expect(lines.contains { $0.contains("its disk has little room") })
    }
}

extension LogSink {
    /// Whether a note is taken.
    fileprivate func isTold(_ logger: Logger, _ words: String) -> Bool {
        let told = Mutex(false)
        append(.notes, urgently: true) { text in
            told.withLock { $0 = true }
            text.begin(.info, words)
            text.end()
        }
        return told.withLock { $0 }
    }
}
