import Crypto
import Glibc

/// The keys that seal secrets, from a file that only its owner can read and that is not kept with
/// the database.
///
/// A line is a key: eight hexadecimal digits that name it, a space, and 64 that are it. The last
/// seals; the ones before still open what they sealed.
package struct KeyRing: Sendable {
    struct Key: Sendable {
        let id: UInt32
        let key: SymmetricKey
    }

    /// The file that they are from.
    package let path: String
    let keys: [Key]

    /// Whether an older key is still kept, since a rotation has not come to its end.
    package var isRotating: Bool { keys.count > 1 }

    /// Reads a key file.
    ///
    /// - Throws: `StoreError.keyFile`, which says what to do.
    package init(file path: String) throws(StoreError) {
        let text = try Self.read(path)
        var keys: [Key] = []
        for (number, line) in text.split(separator: "\n").enumerated() {
            let parts = line.split(separator: " ")
            guard parts.count == 2, parts[0].utf8.count == 8, let id = UInt32(parts[0], radix: 16),
                let bytes = Hexadecimal.bytes(parts[1]), bytes.count == 32,
                !keys.contains(where: { $0.id == id })
            else {
                throw .keyFile(path: path, problem: "has a wrong line \(number + 1): restore it")
            }
            keys.append(Key(id: id, key: SymmetricKey(data: bytes)))
        }
        guard !keys.isEmpty else {
            throw .keyFile(
                path: path,
                problem: "is empty: restore it, or remove it to get a new one"
            )
        }
        self.path = path
        self.keys = keys
    }

    /// Writes a file with one new key; never over one that is there.
    package static func create(file path: String) throws(StoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .keyFile(
                path: path,
                problem: "can't be made: \(String(cString: strerror(errno)))"
            )
        }
        try write(newLine(), to: descriptor, path: path)
        try syncFolder(of: path)
    }

    /// Adds a key, which seals from the next start on.
    package static func rotate(file path: String) throws(StoreError) {
        let ring = try KeyRing(file: path)
        try replace(path, by: ring.keys.map(line).joined() + newLine())
    }

    /// Forgets all keys but the newest: nothing that they sealed is left.
    package static func finishRotation(file path: String) throws(StoreError) {
        let ring = try KeyRing(file: path)
        guard ring.isRotating else { return }
        try replace(path, by: ring.keys.suffix(1).map(line).joined())
    }

    /// Puts a whole new file in the place of the old one, or leaves that as it is.
    private static func replace(_ path: String, by text: String) throws(StoreError) {
        let new = path + ".new"
        let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw unwritable(new) }
        try write(text, to: descriptor, path: new)
        guard rename(new, path) == 0 else { throw unwritable(path) }
        try syncFolder(of: path)
    }

    private static func line(_ key: Key) -> String {
        let bytes = key.key.withUnsafeBytes { Array($0) }
        return Hexadecimal.text(key.id.bigEndianBytes) + " " + Hexadecimal.text(bytes) + "\n"
    }

    private static func newLine() -> String {
        line(Key(id: UInt32.random(in: 1 ... .max), key: SymmetricKey(size: .bits256)))
    }

    private static func read(_ path: String) throws(StoreError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .keyFile(
                path: path,
                problem: "can't be read: \(String(cString: strerror(errno)))"
            )
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .keyFile(path: path, problem: "is not a file")
        }
        guard status.st_uid == geteuid() else {
            throw .keyFile(path: path, problem: "belongs to another user: chown it to this one")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .keyFile(
                path: path,
                problem: "can be read by others: chmod 600 it, and rotate it"
            )
        }
        guard status.st_size <= 65_536 else {
            throw .keyFile(path: path, problem: "is too large to be one")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count == bytes.count else {
            throw .keyFile(path: path, problem: "can't be read to its end")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(
        _ line: String,
        to descriptor: Int32,
        path: String
    ) throws(StoreError) {
        defer { close(descriptor) }
        let bytes = Array(line.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0
        else { throw unwritable(path) }
    }

    private static func unwritable(_ path: String) -> StoreError {
        .keyFile(path: path, problem: "can't be written: \(String(cString: strerror(errno)))")
    }

    static func syncFolder(of path: String) throws(StoreError) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = fsync(descriptor)
    }
}

extension UInt32 {
    var bigEndianBytes: [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> $0) }
    }
}
