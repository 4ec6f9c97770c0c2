import Glibc
import OctopusProgram

/// Passwords and codes, which never stand on the command line: others could read it there.
enum Secret {
    private static let mostBytes = 4096

    /// Reads a secret from a file's first line, or asks for it on the terminal.
    ///
    /// - Parameters:
    ///   - file: The path, `-` for the standard input, nil to ask.
    ///   - question: What is asked.
    /// - Returns: The secret, never empty.
    /// - Throws: `Failure.usage` if there is neither.
    static func read(from file: String?, asking question: String) throws -> String {
        guard let file else {
            let answer = try ask(question)
            guard !answer.isEmpty else { throw Failure(.usage, "nothing was given as a secret") }
            return answer
        }
        do {
            return try SecretFile.firstLine(of: file)
        } catch {
            throw Failure(.usage, "\(error)")
        }
    }

    private static func ask(_ question: String) throws -> String {
        guard let terminal = fopen("/dev/tty", "r+") else {
            throw Failure(
                .usage,
                "there is no terminal to ask on",
                advice: "Give --password-file FILE, or - for the standard input."
            )
        }
        defer { fclose(terminal) }
        var settings = termios()
        guard tcgetattr(fileno(terminal), &settings) == 0 else {
            throw Failure(.usage, "the terminal can't be asked without showing the answer")
        }
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(fileno(terminal), TCSAFLUSH, &settings)
        defer {
            var before = before
            tcsetattr(fileno(terminal), TCSAFLUSH, &before)
            fputs("\n", terminal)
        }
        fputs(question, terminal)
        fflush(terminal)
        var line = [CChar](repeating: 0, count: mostBytes)
        guard fgets(&line, Int32(mostBytes), terminal) != nil else { return "" }
        let bytes = line.prefix { $0 != 0 && $0 != CChar(0x0A) }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What a command reads beside its arguments.
enum Input {
    /// Reads a file, or the standard input for `-`, and refuses more than a bound.
    static func bytes(of path: String, atMost limit: Int) throws -> [UInt8] {
        let isStandard = path == "-"
        let file = isStandard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Failure(.usage, "\(path) can't be read: \(String(cString: strerror(errno)))")
        }
        defer { if !isStandard { close(file) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure(.usage, "\(path) can't be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= limit else {
                throw Failure(.usage, "\(path) has more than \(limit) bytes")
            }
        }
    }
}
