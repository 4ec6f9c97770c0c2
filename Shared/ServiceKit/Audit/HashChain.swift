import Crypto
import OctopusStore

/// What binds the entries of the audit, and the lines of the security log, to each other: each bears a code
/// over the one before and itself.
///
/// One that is changed, removed or put in between no longer fits. Who has the key can write a chain anew,
/// so the key belongs to the service's user alone, and copies of the log elsewhere.
struct HashChain: Sendable, Hashable {
    /// Of the last line; 0 before the first.
    private(set) var seq: Int64 = 0
    private(set) var code = [UInt8](repeating: 0, count: 32)

    static let beginning = HashChain()

    init() {}

    init(seq: Int64, code: [UInt8]) {
        self.seq = seq
        self.code = code
    }

    /// What one that follows is bound by.
    func code(of text: some Collection<UInt8>, _ key: KeyedCode) -> [UInt8] {
        var bound: [UInt8] = []
        bound.reserveCapacity(code.count + text.count)
        bound += code
        bound += text
        return key.of(bound)
    }

    /// The same with a key that is used once.
    func code(of text: some Collection<UInt8>, _ key: SymmetricKey) -> [UInt8] {
        code(of: text, KeyedCode(key))
    }

    mutating func advance(to code: [UInt8]) {
        seq += 1
        self.code = code
    }

    /// The head as it is kept beside the key: always of one length, so that it is written at once.
    var text: String {
        let number = String(seq)
        return String(repeating: "0", count: 19 - number.count) + number + " " + Self.hex(code)
            + "\n"
    }

    init?(text: some StringProtocol) {
        let parts = text.split(whereSeparator: \.isWhitespace)
        guard parts.count == 2, let seq = Int64(parts[0]), seq >= 0,
            let code = Self.bytes(hex: parts[1]), code.count == 32
        else { return nil }
        self.init(seq: seq, code: code)
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    static func bytes(hex text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[index...(index + 1)], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
