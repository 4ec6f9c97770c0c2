import COctopusZeroMQ
import Glibc

/// The public half of a CURVE key pair: who a program is.
public struct CurvePublicKey: Hashable, Sendable, CustomStringConvertible {
    // Four words instead of an array: a key is compared and hashed on every frame.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// The length of a key in bytes.
    public static let byteCount = 32
    static let z85Count = 40

    /// Makes a key of its 32 bytes; nil for any other number of bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self = bytes.withUnsafeBytes { Self(words: $0) }
    }

    /// Makes a key of the 40 letters in which ZeroMQ writes it; nil for anything else.
    public init?(z85: String) {
        guard let bytes = Z85.decode(z85, byteCount: Self.byteCount) else { return nil }
        self.init(bytes: bytes)
    }

    init(words buffer: UnsafeRawBufferPointer) {
        first = buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        second = buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        third = buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        fourth = buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    /// The key as its 32 bytes.
    public var bytes: [UInt8] {
        [first, second, third, fourth].flatMap { word in
            withUnsafeBytes(of: word) { Array($0) }
        }
    }

    /// Of one word: the keys that are hashed are registered ones, which is to say random.
    public func hash(into hasher: inout Hasher) { hasher.combine(first) }

    /// The key in the 40 letters in which ZeroMQ writes it.
    public var z85: String { Z85.encode(bytes) }
    /// The same as `z85`.
    public var description: String { z85 }
}

/// A key's 40 letters with the zero that ends them.
///
/// libzmq gives a peer's key as such a text on every frame; comparing it with one that was made
/// once costs less than decoding it.
struct CurveKeyText: Hashable, Sendable {
    // Six words: 48 bytes.
    private typealias Words = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
    private let words: Words

    init(_ key: CurvePublicKey) {
        var words: Words = (0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: key.z85.utf8) }
        self.words = words
    }

    func equals(_ text: UnsafePointer<CChar>) -> Bool {
        withUnsafeBytes(of: words) { bytes in
            guard let own = bytes.bindMemory(to: CChar.self).baseAddress else { return false }
            return strncmp(own, text, bytes.count) == 0
        }
    }

    static func == (one: CurveKeyText, other: CurveKeyText) -> Bool { one.words == other.words }
    func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

/// ZeroMQ's text form of binary keys (RFC 32).
enum Z85 {
    static func encode(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: bytes.count / 4 * 5 + 1)
        zmq_z85_encode(&text, bytes, bytes.count)
        return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func decode(_ text: String, byteCount: Int) -> [UInt8]? {
        guard text.utf8.count == byteCount / 4 * 5, !text.utf8.contains(0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: byteCount)
        guard zmq_z85_decode(&bytes, text) != nil else { return nil }
        return bytes
    }
}
