/// What Kamailio and the bridge say to each other: words between `|`, as one netstring.
///
/// What others wrote stands in Base64, so that no word has a `|` in it.
struct Frame: Hashable, Sendable {
    let verb: String
    let words: [String]

    init(_ verb: String, _ words: String...) {
        (self.verb, self.words) = (verb, words)
    }

    init(text: String) {
        let all = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        (verb, words) = (all.first ?? "", Array(all.dropFirst()))
    }

    /// As it is sent.
    var bytes: [UInt8] {
        let content = Array(([verb] + words).joined(separator: "|").utf8)
        return Array("\(content.count):".utf8) + content + Array(",".utf8)
    }
}

/// Takes frames out of what comes in, however it is cut.
struct FrameReader {
    /// A text of 16,000 bytes in Base64, and room for the words beside it.
    static let mostBytes = 64 << 10

    private var bytes: [UInt8] = []

    mutating func append(_ more: some Sequence<UInt8>) { bytes += more }

    /// The next whole frame; nil until it has come.
    ///
    /// - Throws: `FrameFault` for what is no netstring; nothing after it can be understood.
    mutating func next() throws(FrameFault) -> Frame? {
        guard let colon = bytes.prefix(8).firstIndex(of: UInt8(ascii: ":")) else {
            if bytes.count >= 8 { throw FrameFault() }
            return nil
        }
        guard let count = Int(String(decoding: bytes[..<colon], as: UTF8.self)),
            (0...Self.mostBytes).contains(count)
        else { throw FrameFault() }
        let end = colon + 1 + count
        guard bytes.count > end else { return nil }
        guard bytes[end] == UInt8(ascii: ",") else { throw FrameFault() }
        let text = String(decoding: bytes[(colon + 1)..<end], as: UTF8.self)
        bytes.removeFirst(end + 1)
        return Frame(text: text)
    }
}

/// What came in is no netstring.
struct FrameFault: Error, CustomStringConvertible {
    let description = "Kamailio does not speak netstrings"
}
