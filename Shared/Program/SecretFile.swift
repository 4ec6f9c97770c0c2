import Glibc

/// A password or a code that is handed over in a file, so that no other user of the machine sees it.
package enum SecretFile {
    private static let mostBytes = 4096

    /// Reads the first line, without its end.
    ///
    /// A line ends with LF, CR LF, CR or the file's end; a byte order mark of UTF-8 before it is not
    /// part of it. Nothing else is taken away: a password may begin or end with a space.
    ///
    /// - Parameter path: The file, or `-` for the standard input.
    /// - Returns: The line, never empty.
    /// - Throws: `SecretFileFault`.
    package static func firstLine(of path: String) throws(SecretFileFault) -> String {
        let isStandard = path == "-"
        let name = isStandard ? "the standard input" : path
        let file = isStandard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unreadable(name, String(cString: strerror(errno))) }
        defer { if !isStandard { close(file) } }
        let bytes = try line(from: file, named: name)
        guard let text = String(validating: bytes, as: UTF8.self), !text.contains("\0") else {
            throw .notText(name)
        }
        guard !text.isEmpty else { throw .empty(name) }
        return text
    }

    /// Reads no further than the line's end: what stands behind it on a pipe may be another's.
    private static func line(
        from file: Int32,
        named name: String
    ) throws(SecretFileFault) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= mostBytes {
            var byte: UInt8 = 0
            let count = read(file, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var ready = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
                _ = poll(&ready, 1, -1)
                continue
            }
            guard count >= 0 else { throw .unreadable(name, String(cString: strerror(errno))) }
            guard count == 1, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") else {
                return Array(bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...])
            }
            bytes.append(byte)
        }
        throw .tooLong(name, mostBytes)
    }

    /// What editors of Windows put before UTF-8.
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

/// Why there is no secret in a file.
package enum SecretFileFault: Error, Hashable, CustomStringConvertible {
    case unreadable(String, String)
    case notText(String)
    case empty(String)
    case tooLong(String, Int)

    package var description: String {
        switch self {
        case .unreadable(let name, let why): "\(name) can't be read: \(why)"
        case .notText(let name): "\(name) is not text in UTF-8; save it as UTF-8"
        case .empty(let name): "the first line of \(name) is the secret, and it is empty"
        case .tooLong(let name, let limit): "the first line of \(name) has more than \(limit) bytes"
        }
    }
}
