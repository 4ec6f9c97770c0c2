import Glibc
import Synchronization

/// The process's standard error.
package enum StandardError {
    /// Writes a whole line, so that lines of several threads don't mix.
    package static func write(_ line: String) {
        StandardStream.write(line, to: STDERR_FILENO)
    }

    /// Writes all these bytes, which are whole lines.
    @Sendable
    package static func write(_ lines: UnsafeRawBufferPointer) {
        StandardStream.write(lines, to: STDERR_FILENO)
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
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        lock.withLock { _ in
            var rest = bytes
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN {
                    // Somebody else made it non-blocking: it takes more when it can.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&ready, 1, -1)
                    continue
                }
                // Nobody reads any more: the service goes on without a log.
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}
