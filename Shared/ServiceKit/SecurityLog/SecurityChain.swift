import Crypto
import struct FoundationEssentials.Data

/// What binds the lines of the security log to each other: each bears a code over the one before and itself.
///
/// A line that is changed, removed or put in between no longer fits. Who has the key can write a chain
/// anew, so the key belongs to the service's user alone, and copies of the log elsewhere.
struct SecurityChain: Sendable, Hashable {
    /// Of the last line; 0 before the first.
    private(set) var seq: Int64 = 0
    private(set) var code = [UInt8](repeating: 0, count: 32)

    static let beginning = SecurityChain()

    init() {}

    init(seq: Int64, code: [UInt8]) {
        self.seq = seq
        self.code = code
    }

    /// What a line that follows is bound by.
    func code(of text: some Sequence<UInt8>, _ key: SymmetricKey) -> [UInt8] {
        var mac = HMAC<SHA256>(key: key)
        mac.update(data: code)
        mac.update(data: Array(text))
        return Array(mac.finalize())
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

/// One line of the security log, apart.
struct SecurityLine {
    static let beginning = #"{"log":"security","seq":"#
    private static let chainField = #","chain":""#

    let seq: Int64
    /// What the chain's code is made of.
    let text: Substring
    let code: [UInt8]

    /// Nil if the line is no line of the security log, or a damaged one.
    init?(_ line: Substring) {
        guard line.hasPrefix(Self.beginning), line.hasSuffix("\"}"),
            let seq = Int64(line.dropFirst(Self.beginning.count).prefix { $0.isNumber }),
            // The last one: no field's text can bring a quote that is not escaped.
            let field = line.lastRange(of: Self.chainField),
            let code = SecurityChain.bytes(hex: line[field.upperBound...].dropLast(2)),
            code.count == 32
        else { return nil }
        self.seq = seq
        self.code = code
        text = line[..<field.lowerBound]
    }

    static func ending(_ code: [UInt8]) -> String {
        chainField + SecurityChain.hex(code) + "\"}\n"
    }
}

extension Substring {
    fileprivate func lastRange(of text: String) -> Range<Index>? {
        var index = endIndex
        while index > startIndex {
            index = self.index(before: index)
            if self[index...].hasPrefix(text) {
                return index..<self.index(index, offsetBy: text.count)
            }
        }
        return nil
    }
}
