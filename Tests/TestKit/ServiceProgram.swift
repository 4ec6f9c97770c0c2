import Glibc
import Synchronization
import struct FoundationEssentials.URL

/// A service's program as a process of its own, which a test may kill.
package final class ServiceProgram: Sendable {
    package let processID: Int32
    private let log: Mutex<ProgramLog>

    /// Starts a program that was built beside the running tests.
    ///
    /// `environment`: added to the test's own.
    /// Throws `ProgramFault` if it can't be started.
    package static func start(
        _ name: String,
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> ServiceProgram {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw ProgramFault("no pipe") }
        // The child gets its copy by dup2; the reading end is not for it.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        let path = folder + "/" + name
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        words.append(nil)
        var variables = inherited(environment).map { strdup($0) }
        variables.append(nil)
        defer { for word in words + variables { free(word) } }
        var id: pid_t = 0
        let result = posix_spawn(&id, path, &actions, nil, words, variables)
        close(ends[1])
        guard result == 0 else {
            close(ends[0])
            throw ProgramFault("\(path) can't be started: \(String(cString: strerror(result)))")
        }
        return ServiceProgram(id, reading: ends[0])
    }

    private init(_ processID: Int32, reading descriptor: Int32) {
        self.processID = processID
        log = Mutex(ProgramLog(descriptor: descriptor))
    }

    deinit {
        if exitStatus == nil { kill(processID, SIGKILL) }
        log.withLock { _ = close($0.descriptor) }
    }

    /// Reads the log until a line has `text`.
    ///
    /// - Returns: The line.
    /// - Throws: `ProgramFault`, with all that it wrote, if it ends or is silent for too long.
    @discardableResult
    package func waitForLine(_ text: String, timeoutMilliseconds: Int32 = 30_000) throws -> String {
        try log.withLock { log in
            while true {
                if let line = log.takeLine(with: text) { return line }
                guard log.readMore(timeoutMilliseconds) else {
                    throw ProgramFault("no \"\(text)\" in: \(log.everything)")
                }
            }
        }
    }

    package func waitUntilReady() throws { try waitForLine("\"message\":\"ready\"") }

    package func send(_ signal: Int32) { kill(processID, signal) }

    /// Ends it as a power cut would.
    package func killNow() {
        kill(processID, SIGKILL)
        wait()
    }

    /// Waits for its end.
    ///
    /// - Returns: Its exit code, or 128 and the signal that ended it.
    @discardableResult
    package func wait() -> Int32 {
        if let exitStatus { return exitStatus }
        var status: Int32 = 0
        while waitpid(processID, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        log.withLock { $0.exitStatus = code }
        return code
    }

    /// All that it wrote until its end.
    package func output() -> String {
        log.withLock { log in
            while log.readMore(10_000) {}
            return log.everything
        }
    }

    private var exitStatus: Int32? { log.withLock { $0.exitStatus } }

    /// Where the built programs are: beside the program that runs the tests.
    private static var folder: String {
        guard let path = realpath("/proc/self/exe", nil) else { return "." }
        defer { free(path) }
        return URL(filePath: String(cString: path)).deletingLastPathComponent().path
    }

    private static func inherited(_ more: [String: String]) -> [String] {
        var variables: [String] = more.map { "\($0.key)=\($0.value)" }
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if more[String(text.prefix { $0 != "=" })] == nil { variables.append(text) }
            next += 1
        }
        return variables
    }
}

/// What a program has written.
private struct ProgramLog {
    let descriptor: Int32
    var exitStatus: Int32?
    private var bytes: [UInt8] = []
    private var looked = 0

    init(descriptor: Int32) { self.descriptor = descriptor }

    var everything: String { String(decoding: bytes, as: UTF8.self) }

    mutating func takeLine(with text: String) -> String? {
        while let end = bytes[looked...].firstIndex(of: 10) {
            let line = String(decoding: bytes[looked..<end], as: UTF8.self)
            looked = end + 1
            if line.contains(text) { return line }
        }
        return nil
    }

    /// - Returns: False at the end, or after a silence.
    mutating func readMore(_ timeoutMilliseconds: Int32) -> Bool {
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, timeoutMilliseconds) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return false }
        bytes += buffer[..<count]
        return true
    }
}

/// A program that did not do what a test needs.
package struct ProgramFault: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
