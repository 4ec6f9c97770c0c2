import Glibc

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
            if count < 0, errno == EAGAIN {
                // The other end of the pipe, or of the terminal, made it non-blocking.
                var ready = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
                _ = poll(&ready, 1, -1)
                continue
            }
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

    /// The JSON that an argument gives: itself, `@FILE`, or `-` for the input.
    static func json(_ argument: String) throws -> [UInt8] {
        switch argument {
        case "-": try bytes(of: "-", atMost: 4 << 20)
        case _ where argument.hasPrefix("@"):
            try bytes(of: String(argument.dropFirst()), atMost: 4 << 20)
        default: Array(argument.utf8)
        }
    }

    /// Reads a text as editors of other systems write it too: with a byte order mark, or with CR LF.
    static func text(of path: String, atMost limit: Int) throws -> String {
        let bytes = try bytes(of: path, atMost: limit)
        let rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: rest, as: UTF8.self), !rest.contains(0) else {
            throw Failure(.usage, "\(path) is not text in UTF-8; save it as UTF-8")
        }
        return String(text.unicodeScalars.filter { $0 != "\r" })
    }
}
