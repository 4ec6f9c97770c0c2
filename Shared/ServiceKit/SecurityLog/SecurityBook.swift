import Crypto
import Glibc
import OctopusProgram
import struct FoundationEssentials.Data

/// Where the security log's lines go, and where its chain has come to.
///
/// The head is written beside the key after each line. After a kill the file's last line may be one
/// ahead of it; then the chain goes on from that line.
struct SecurityBook: Sendable {
    /// Takes the bytes of a line where no file is named.
    typealias Stream = @Sendable (UnsafeRawBufferPointer) -> Void

    private static let mostWaitingBytes = 4 << 20

    private let path: String?
    private let headPath: String
    private let stream: Stream
    private let file: SecurityFile?
    private(set) var chain: HashChain
    /// Lines that the disk did not take yet.
    private var waiting: [UInt8] = []
    private var lost: Int64 = 0

    /// Opens the file, and finds out where the chain has come to.
    ///
    /// - Throws: `StartFailure` if the file can't be opened, or what is kept of the chain is damaged.
    init(
        path: String?,
        folder: String,
        key: SymmetricKey,
        stream: @escaping Stream
    ) throws(StartFailure) {
        self.path = path
        self.stream = stream
        headPath = folder + "/security-log.head"
        chain = try Self.head(headPath)
        file = path == nil ? nil : SecurityFile()
        try open()
        if let path, let last = SecurityFile.lastLine(of: path),
            last.seq == chain.seq + 1, chain.code(of: last.text.utf8, key) == last.code
        {
            chain.advance(to: last.code)
        }
    }

    /// Opens the file, anew if it is open.
    func open() throws(StartFailure) {
        if let path, let file { try file.open(path) }
    }

    var isWaiting: Bool { !waiting.isEmpty || lost > 0 }
    /// Whether no further line can wait.
    var isFull: Bool { waiting.count >= Self.mostWaitingBytes }

    mutating func lose() { lost += 1 }

    /// Writes a whole line that follows the last.
    mutating func append(_ line: UnsafeRawBufferPointer, _ code: [UInt8]) {
        if let file {
            if !waiting.isEmpty || !file.write(line) { waiting.append(contentsOf: line) }
        } else {
            stream(line)
        }
        chain.advance(to: code)
        saveHead()
    }

    /// Writes what waits.
    ///
    /// - Returns: How many lines were lost meanwhile; nil if the disk still takes none.
    mutating func retry() -> Int64? {
        if !waiting.isEmpty {
            guard let file, waiting.withUnsafeBytes(file.write) else { return nil }
            waiting = []
            saveHead()
        }
        defer { lost = 0 }
        return lost
    }

    /// A head that can't be written is written with the next line.
    private func saveHead() {
        guard waiting.isEmpty else { return }
        let file = Glibc.open(headPath, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        let bytes = Array(chain.text.utf8)
        _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    }

    static func head(_ path: String) throws(StartFailure) -> HashChain {
        guard let bytes = SecurityFile.bytes(of: path, last: 4096) else { return .beginning }
        let text = String(decoding: bytes, as: UTF8.self)
        guard !text.isEmpty else { return .beginning }
        guard let chain = HashChain(text: text) else {
            throw StartFailure(
                .data,
                "\(path) is damaged: it says where the security log's chain has come to. Keep it and "
                    + "the log for who looks into it, then move it away: the chain begins anew"
            )
        }
        return chain
    }

    /// The key of the chain, made when it is first asked for.
    static func key(folder: String) throws(StartFailure) -> SymmetricKey {
        let path = folder + "/security-log.key"
        if let bytes = SecurityFile.bytes(of: path, last: 4096) {
            let text = String(decoding: bytes, as: UTF8.self)
            guard let key = HashChain.bytes(hex: text.filter { !$0.isWhitespace }),
                key.count == 32
            else { throw StartFailure(.data, "\(path) is no key of a security log: restore it") }
            return SymmetricKey(data: key)
        }
        let key = SymmetricKey(size: .bits256)
        let text = HashChain.hex(key.withUnsafeBytes { Array($0) }) + "\n"
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let bytes = Array(text.utf8)
        defer { if file >= 0 { close(file) } }
        guard file >= 0, write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            let cause = String(cString: strerror(errno))
            if file >= 0 { unlink(path) }
            throw StartFailure(.cannotCreate, "\(path) can't be written: \(cause)")
        }
        return key
    }
}

/// The open file; a class, since it closes it.
final class SecurityFile: @unchecked Sendable {
    // Only under the lock of the log.
    private var descriptor: Int32 = -1

    deinit { if descriptor >= 0 { close(descriptor) } }

    func open(_ path: String) throws(StartFailure) {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard file >= 0 else {
            throw StartFailure(
                .cannotCreate,
                "the security log \(path) can't be opened: \(String(cString: strerror(errno)))"
            )
        }
        if descriptor >= 0 { close(descriptor) }
        descriptor = file
        finishLine(path)
    }

    /// What a kill or a full disk left of a line ends there.
    private func finishLine(_ path: String) {
        guard let last = Self.bytes(of: path, last: 1)?.last, last != UInt8(ascii: "\n") else {
            return
        }
        _ = Glibc.write(descriptor, "\n", 1)
    }

    /// Writes all of it, or nothing.
    func write(_ lines: UnsafeRawBufferPointer) -> Bool {
        guard let before = FileStatus(descriptor: descriptor)?.byteCount else { return false }
        var rest = lines
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                ftruncate(descriptor, before)
                return false
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return true
    }

    /// The end of a file; nil if it can't be read.
    static func bytes(of path: String, last count: Int) -> [UInt8]? {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        guard let size = FileStatus(descriptor: file)?.byteCount else { return nil }
        var bytes = [UInt8](repeating: 0, count: min(size, count))
        let taken = pread(file, &bytes, bytes.count, size - bytes.count)
        return Array(bytes.prefix(max(0, taken)))
    }

    /// The last whole line that is one of the security log's.
    static func lastLine(of path: String) -> SecurityLine? {
        guard let bytes = bytes(of: path, last: 64 << 10) else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .last { $0.hasPrefix(SecurityLine.beginning) }.flatMap { SecurityLine($0) }
    }
}
