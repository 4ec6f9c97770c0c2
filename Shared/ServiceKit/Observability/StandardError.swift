import Glibc
import Synchronization

/// The process's standard error.
package enum StandardError {
    /// Writes a whole line, so that lines of several threads don't mix.
    package static func write(_ line: String) {
        StandardStream.write(line, to: STDERR_FILENO)
    }
}

/// The process's standard output, for what somebody asked for: help, a configuration.
enum StandardOutput {
    static func write(_ text: String) {
        StandardStream.write(text + "\n", to: STDOUT_FILENO)
    }
}

private enum StandardStream {
    private static let lock = Mutex(())

    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            lock.withLock { _ in
                var rest = UnsafeRawBufferPointer(bytes)
                while !rest.isEmpty {
                    let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                    if count < 0, errno == EINTR { continue }
                    // Nobody reads any more: the service goes on without a log.
                    guard count > 0 else { return }
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                }
            }
        }
    }
}

/// The time at the beginning of a line, as `2026-03-01T08:00:00.000Z`.
enum LogTime {
    static func now() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return text(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }

    static func text(seconds: Int, milliseconds: Int) -> String {
        var seconds = time_t(seconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let fraction = "\(1000 + milliseconds)".dropFirst()
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)).\(fraction)Z"
    }
}
