import Logging
import Synchronization
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusServiceKit

@Suite struct LogSinkTests {
    /// A reader of the log that a test can stop and let go on.
    private final class Reader: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        private let gate = LogSemaphore()
        private let began = LogSemaphore()
        private let isStopped: Atomic<Bool>

        init(stopped: Bool = false) { isStopped = Atomic(stopped) }

        func take(_ more: UnsafeRawBufferPointer) {
            began.post()
            if isStopped.load(ordering: .acquiring) { gate.wait() }
            bytes.withLock { $0.append(contentsOf: more) }
        }

        func waitUntilStopped() { began.wait() }

        func goOn() {
            isStopped.store(false, ordering: .releasing)
            gate.post()
        }

        var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
        var lines: [Substring] { text.split(separator: "\n") }
    }

    private func logger(_ sink: LogSink) -> Logger {
        Logger(label: "x") { _ in LineLogHandler(level: .info, sink: sink) }
    }

    @Test func `a JSON line is one line, whatever it tells`() {
        let reader = Reader()
        let sink = LogSink(service: "x", format: .json, output: reader.take)
        let logger = logger(sink)
        logger.info(
            "a \"word\"\n",
            metadata: ["n": .stringConvertible(3), "list": ["a", "\u{1}"], "at": "é"]
        )
        logger.debug("nothing")
        #expect(sink.flush(withinMilliseconds: 10_000))
        #expect(reader.lines.count == 1)
        #expect(reader.text.hasSuffix("}\n"))
        #expect(reader.text.contains(#""service":"x","message":"a \"word\"\n""#))
        #expect(reader.text.contains(#""n":3"#))
        #expect(reader.text.contains(#""list":["a","\u0001"]"#))
        #expect(reader.text.contains(#""at_":"é""#))
    }

    @Test func `a line of text is one line, whatever it tells`() {
        let reader = Reader()
        let sink = LogSink(service: "x", format: .text, output: reader.take)
        logger(sink).info("two\nlines", metadata: ["why": "a\nb"])
        #expect(sink.flush(withinMilliseconds: 10_000))
        #expect(reader.lines.count == 1)
        #expect(reader.text.hasSuffix(#"Z info x: two\nlines why=a\nb"# + "\n"))
    }

    @Test func `times are as RFC 3339 has them`() {
        var line = LineBuffer()
        line.append(seconds: 1_772_352_000, milliseconds: 7)
        line.append(seconds: 1_772_352_000, milliseconds: 999)
        line.append(seconds: 0, milliseconds: 0)
        #expect(
            String(decoding: line.bytes, as: UTF8.self)
                == "2026-03-01T08:00:00.007Z2026-03-01T08:00:00.999Z1970-01-01T00:00:00.000Z"
        )
    }

    @Test func `numbers and ids are written as everybody else writes them`() throws {
        var line = LineBuffer()
        line.appendHex(0x0123_4567_89AB_CDEF)
        line.append(" " as StaticString)
        line.appendHex(0xFED0, digits: 3)
        for number in [0, -1, 9, 10, Int64.max, Int64.min] {
            line.append(" " as StaticString)
            line.append(number)
        }
        let id = try #require(UUID(uuidString: "0190ABCD-EF01-7F23-8456-789ABCDEF012"))
        line.append(" " as StaticString)
        line.append(id)
        #expect(
            String(decoding: line.bytes, as: UTF8.self)
                == "0123456789abcdef ed0 0 -1 9 10 9223372036854775807 -9223372036854775808 "
                + id.uuidString.lowercased()
        )
    }

    @Test func `lines that wait are told to a reader at once if one of them is urgent`() {
        let reader = Reader()
        let sink = LogSink(service: "x", format: .json, output: reader.take)
        sink.append(urgently: false) {
            $0.begin(.info, "one"); $0.end()
        }
        sink.append(urgently: true) {
            $0.begin(.error, "two"); $0.end()
        }
        #expect(sink.flush(withinMilliseconds: 10_000))
        #expect(reader.lines.count == 2)
        #expect(reader.lines.last?.contains("two") == true)
    }

    @Test func `a reader that does not read stops nobody, and learns what it missed`() {
        let reader = Reader(stopped: true)
        let counted = Atomic<Int64>(0)
        let sink = LogSink(
            service: "x",
            format: .json,
            countDropped: { counted.add($0, ordering: .relaxed) },
            output: reader.take
        )
        let logger = logger(sink)
        logger.info("first")
        reader.waitUntilStopped()
        let line = String(repeating: "x", count: 1000)
        let told = LogSink.mostBytes / 500
        for _ in 0..<told { logger.info("\(line)") }
        #expect(!sink.flush(withinMilliseconds: 1))
        reader.goOn()
        #expect(sink.flush(withinMilliseconds: 10_000))
        let dropped = counted.load(ordering: .relaxed)
        #expect(dropped > 0)
        // The first, those that had room, and the one that tells how many had none.
        #expect(reader.lines.count == 2 + told - Int(dropped))
        #expect(reader.lines.last?.contains("\"lines\":\(dropped)}") == true)
    }
}
