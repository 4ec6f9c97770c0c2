@preconcurrency import Glibc
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

    /// Makes every loss of what is written an error that can be seen; to be called first of all.
    ///
    /// A reader that is gone, or a file that may not grow, is an error of the write, and no longer a
    /// signal that ends the process without a word. The numbers 0, 1 and 2 are taken where the caller left them closed: otherwise
    /// the next file, which may be a database or a socket, gets such a number, and what is said to the
    /// error output is written into it. They are opened the wrong way round, so that using them still
    /// fails as on a closed stream.
    package static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
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

    /// Whether the reader of a pipe, or the terminal, is gone, though nothing was written since.
    package var isReaderGone: Bool {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&state, 1, 0) == 1 && state.revents & Int16(POLLERR | POLLHUP) != 0
    }

    /// Ends the process with a word and a code of failure, if what `print` put out is lost by then.
    ///
    /// For programs that use `print`, also in libraries; the buffer of C is only written at the end.
    package static func checkPrintedTextAtExit() {
        prepare()
        atexit {
            let isWritten = fflush(stdout) == 0 && ferror(stdout) == 0
            let cause = errno
            do throws(StreamFailure) {
                guard isWritten else { throw StreamFailure(code: cause) }
                try StandardStream.output.close()
            } catch {
                try? StandardStream.error.write("the output can't be written: \(error)\n")
                _exit(74)
            }
        }
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
