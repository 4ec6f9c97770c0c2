import Glibc
import Synchronization

/// A stream that the process was started with.
package struct StandardStream: Sendable {
    package static let output = StandardStream(descriptor: STDOUT_FILENO)
    package static let error = StandardStream(descriptor: STDERR_FILENO)

    /// Lines of several threads don't mix.
    private static let lock = Mutex(())

    package let descriptor: Int32

    package init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Takes the numbers 0, 1 and 2, where the caller left them closed.
    ///
    /// Otherwise the next file, which may be a database or a socket, gets such a number, and what is
    /// said to the error output is written into it. They are opened the wrong way round, so that
    /// using them still fails as on a closed stream. To be called before anything else is opened.
    package static func reserve() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes all of a text.
    ///
    /// - Throws: `StreamFailure`; then only a part of it may be written.
    package func write(_ text: String) throws(StreamFailure) {
        var text = text
        let failure = text.withUTF8 { bytes -> StreamFailure? in
            do throws(StreamFailure) {
                try write(UnsafeRawBufferPointer(bytes))
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// Writes all these bytes, past C's buffers.
    ///
    /// It waits for a reader that is slow, also if somebody made the stream non-blocking.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(StreamFailure) {
        let failure = Self.lock.withLock { _ -> StreamFailure? in
            var rest = bytes
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN {
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&ready, 1, -1)
                    continue
                }
                guard count > 0 else { return StreamFailure(code: count < 0 ? errno : EIO) }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return nil
        }
        if let failure { throw failure }
    }

    /// Closes the stream; some file systems only now say that there was no room.
    package func close() throws(StreamFailure) {
        guard Glibc.close(descriptor) == 0 || errno == EINTR else {
            throw StreamFailure(code: errno)
        }
    }
}

/// What was to be written is not, or not all of it.
package struct StreamFailure: Error, Hashable, CustomStringConvertible {
    /// The system's error number.
    package let code: Int32

    package init(code: Int32) {
        self.code = code
    }

    /// Whether nobody is left to read it.
    package var isReaderGone: Bool { code == EPIPE }

    package var description: String { String(cString: strerror(code)) }
}
