import FoundationEssentials
import Glibc

/// The file's content: `{"publicKey": "…", "secretKey": "…"}`, both in Z85.
private struct KeyFile: Codable {
    let publicKey: String
    let secretKey: String
}

extension CurveKeyPair {
    private static let maximumBytes = 4096

    /// Reads a key file that nobody reads who should not.
    ///
    /// Modes 0600 and 0400 are fine, and 0640 and 0440 if the file's group is one of this process's: so
    /// systemd and Kubernetes (`defaultMode: 0440` with an `fsGroup`) hand secrets out. A symbolic link is
    /// followed, since Kubernetes mounts secrets as links; what it leads to is what is judged.
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
        guard information.st_mode & 0o037 == 0 else {
            throw KeyFileError(path: file, fault: .readableByOthers)
        }
        guard information.st_mode & 0o040 == 0 || Self.isOwn(group: information.st_gid) else {
            throw KeyFileError(path: file, fault: .readableByGroup)
        }
        var content = [UInt8](repeating: 0, count: Self.maximumBytes)
        let count = read(descriptor, &content, content.count)
        guard count >= 0 else { throw KeyFileError(path: file, fault: .unreadable(errno)) }
        self = try Self.parse(content[..<count], from: file)
    }

    /// Takes a key out of a text that the program already has: an environment variable, or what a secret
    /// manager answered.
    ///
    /// - Parameter text: A key file's content as `octopus keys new` writes it, or the secret key's 40
    ///   letters alone. White space and byte order marks around it are ignored.
    /// - Throws: `KeyFileError`, which never shows the text.
    public init(text: String) throws(KeyFileError) {
        self = try Self.parse(Array(text.utf8)[...], from: KeyFileError.textPath)
    }

    private static func parse(
        _ content: ArraySlice<UInt8>,
        from source: String
    ) throws(KeyFileError) -> CurveKeyPair {
        guard !content.starts(with: [0xFF, 0xFE]), !content.starts(with: [0xFE, 0xFF]) else {
            throw KeyFileError(path: source, fault: .utf16)
        }
        let text = trimmed(String(decoding: content, as: UTF8.self))
        if text.utf8.count == CurvePublicKey.z85Count, let pair = CurveKeyPair(secretKey: text) {
            return pair
        }
        guard content.count <= maximumBytes,
            let written = try? JSONDecoder().decode(KeyFile.self, from: Data(text.utf8)),
            let pair = CurveKeyPair(secretKey: written.secretKey)
        else { throw KeyFileError(path: source, fault: .malformed) }
        guard pair.publicKey.z85 == written.publicKey else {
            throw KeyFileError(path: source, fault: .halvesDiffer)
        }
        return pair
    }

    /// Without what editors, pastes and other systems put around a text: blanks, line ends, marks.
    private static func trimmed(_ text: String) -> String {
        func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace
                || "\u{FEFF}\u{200B}\u{0}".unicodeScalars.contains(scalar)
        }
        var scalars = text.unicodeScalars[...].drop(while: isBlank)
        while let last = scalars.last, isBlank(last) { scalars.removeLast() }
        return String(scalars)
    }

    /// Whether this process belongs to a group.
    private static func isOwn(group: gid_t) -> Bool {
        if group == getegid() { return true }
        var groups = [gid_t](repeating: 0, count: Int(max(0, getgroups(0, nil))))
        let count = getgroups(Int32(groups.count), &groups)
        return groups.prefix(Int(max(0, count))).contains(group)
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
