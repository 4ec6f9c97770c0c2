import Glibc
import OctopusProgram
import Synchronization

/// The terminal that the person sits at, also where the standard streams are something else.
enum Terminal {
    private static let mostBytes = 4096
    private static let endingSignals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    /// Where a signal's handler writes the signal while something is asked.
    private static let handler = Atomic<Int32>(-1)

    /// Asks, and shows the answer only if that is wanted.
    ///
    /// Whatever ends the question, Ctrl-C too, the terminal shows afterwards again what is typed.
    ///
    /// - Parameters:
    ///   - question: What is asked.
    ///   - isShown: Whether what is typed is seen.
    /// - Returns: The line without its end; empty at the end of the input.
    /// - Throws: `Failure.usage` if there is no terminal.
    static func ask(_ question: String, isShown: Bool = false) throws -> String {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else {
            throw Failure(
                .usage,
                "there is no terminal to ask on",
                advice: "Give --password-file FILE, or - for the standard input."
            )
        }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else {
            throw Failure(.usage, "the terminal can't be asked without showing the answer")
        }
        let answer = try untilSignal { signals in
            var silent = before
            if !isShown { silent.c_lflag &= ~tcflag_t(ECHO) }
            tcsetattr(terminal, TCSAFLUSH, &silent)
            defer {
                tcsetattr(terminal, TCSAFLUSH, &before)
                if !isShown { try? StandardStream(descriptor: terminal).write("\n") }
            }
            try? StandardStream(descriptor: terminal).write(question)
            return line(from: terminal, unless: signals)
        }
        guard let text = String(validating: answer, as: UTF8.self) else {
            throw Failure(.usage, "what was typed is not text in UTF-8")
        }
        return text
    }

    /// Reads a line, or nothing as soon as there is a signal.
    private static func line(from terminal: Int32, unless signals: Int32) -> [UInt8] {
        var watched = [
            pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            pollfd(fd: terminal, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&watched, 2, -1) < 0, errno == EINTR {}
        guard watched[0].revents == 0 else { return [] }
        var line = [UInt8](repeating: 0, count: mostBytes)
        let count = read(terminal, &line, line.count)
        return Array(line.prefix(max(0, count)).prefix { $0 != 0x0A && $0 != 0x0D })
    }

    /// Does something that a signal ends early, and lets the signal end the process after that.
    private static func untilSignal(_ body: (Int32) -> [UInt8]) throws -> [UInt8] {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(.fault, "there is no pipe left") }
        defer { for end in ends { close(end) } }
        handler.store(ends[1], ordering: .releasing)
        for number in endingSignals {
            signal(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = write(Terminal.handler.load(ordering: .acquiring), &byte, 1)
            }
        }
        let result = body(ends[0])
        for number in endingSignals { signal(number, SIG_DFL) }
        var came = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
        var number: UInt8 = 0
        if poll(&came, 1, 0) == 1, read(ends[0], &number, 1) == 1 {
            // The threads of the pool block signals, and another thread would handle it too late.
            var mask = sigset_t()
            sigaddset(&mask, Int32(number))
            pthread_sigmask(SIG_UNBLOCK, &mask, nil)
            raise(Int32(number))
        }
        return result
    }
}
