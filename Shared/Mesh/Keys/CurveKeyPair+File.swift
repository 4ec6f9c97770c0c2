import FoundationEssentials
import Glibc

/// The file's content: `{"publicKey": "…", "secretKey": "…"}`, both in Z85.
private struct KeyFile: Codable {
    let publicKey: String
    let secretKey: String
}

extension CurveKeyPair {
    private static let maximumBytes = 4096

    /// Reads a key file that only its owner can read.
    ///
    /// - Parameter file: The path.
    /// - Throws: `KeyFileError`, which names the path and says what to do.
    public init(file: String) throws(KeyFileError) {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw KeyFileError(path: file, fault: errno == ENOENT ? .missing : .unreadable(errno))
        }
        defer { close(descriptor) }
        // The open file is asked, not the path, so that it can't be exchanged in between.
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            throw KeyFileError(path: file, fault: .notAFile)
        }
        guard information.st_mode & 0o077 == 0 else {
            throw KeyFileError(path: file, fault: .readableByOthers)
        }
        var content = [UInt8](repeating: 0, count: Self.maximumBytes)
        let count = read(descriptor, &content, content.count)
        guard count >= 0 else { throw KeyFileError(path: file, fault: .unreadable(errno)) }
        guard let written = try? JSONDecoder().decode(KeyFile.self, from: Data(content[..<count])),
            let pair = CurveKeyPair(secretKey: written.secretKey)
        else { throw KeyFileError(path: file, fault: .malformed) }
        guard pair.publicKey.z85 == written.publicKey else {
            throw KeyFileError(path: file, fault: .halvesDiffer)
        }
        self = pair
    }

    /// Writes a new key file with mode 0600, and never over an existing one.
    public func write(to file: String) throws(KeyFileError) {
        let text = """
            {"publicKey": \(Self.quoted(publicKey.z85)), "secretKey": \(Self.quoted(secretKey))}

            """
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw KeyFileError(path: file, fault: errno == EEXIST ? .exists : .unwritable(errno))
        }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes), fsync(descriptor) == 0 else {
            let number = errno
            unlink(file)
            throw KeyFileError(path: file, fault: .unwritable(number))
        }
    }

    private func write(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        Glibc.write(descriptor, bytes, bytes.count) == bytes.count
    }

    /// Z85 has no quote and no backslash; the slash needs no escape.
    private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
