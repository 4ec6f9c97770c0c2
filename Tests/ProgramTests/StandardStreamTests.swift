import Dispatch
import Foundation
import Glibc
import Synchronization
import Testing

@testable import OctopusProgram

struct StandardStreamTests {
    @Test func `A stream without room says so`() throws {
        let full = open("/dev/full", O_WRONLY)
        try #require(full >= 0)
        #expect(throws: StreamFailure(code: ENOSPC)) {
            try StandardStream(descriptor: full).write("lost")
        }
        try StandardStream(descriptor: full).close()
    }

    @Test func `A stream that is closed, or can only be read, says so`() throws {
        #expect(throws: StreamFailure(code: EBADF)) {
            try StandardStream(descriptor: 1_000_000).write("lost")
        }
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        #expect(throws: StreamFailure(code: EBADF)) {
            try StandardStream(descriptor: file).write("lost")
        }
        #expect(throws: StreamFailure(code: EBADF)) {
            try StandardStream(descriptor: 1_000_000).close()
        }
    }

    @Test func `A reader that is gone is told apart`() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        let failure = #expect(throws: StreamFailure.self) {
            try StandardStream(descriptor: ends[1]).write("lost")
        }
        #expect(failure?.isReaderGone == true)
    }

    @Test func `A slow reader of a non-blocking pipe gets everything`() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
        let text = String(repeating: "octopus\n", count: 100_000)
        let reader = Reader(of: reading)
        try StandardStream(descriptor: writing).write(text)
        try StandardStream(descriptor: writing).close()
        #expect(reader.everything() == text.utf8.count)
        close(reading)
    }
}

/// Reads a pipe to its end on a thread of its own: the test's thread waits in the writing.
private final class Reader: Sendable {
    private let total = Mutex(0)
    private let done = DispatchSemaphore(value: 0)

    init(of descriptor: Int32) {
        Thread.detachNewThread { [self] in
            var chunk = [UInt8](repeating: 0, count: 1000)
            while case let count = Glibc.read(descriptor, &chunk, chunk.count), count > 0 {
                total.withLock { $0 += count }
            }
            done.signal()
        }
    }

    /// How many bytes came until the end.
    func everything() -> Int {
        done.wait()
        return total.withLock(\.self)
    }
}
