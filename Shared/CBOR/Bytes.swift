/// A CBOR byte string, where `[UInt8]` through Codable would be an array of numbers.
///
/// Other coders, JSON's for instance, see an array of numbers.
public struct Bytes: Codable, Hashable, Sendable {
    /// The content.
    public let bytes: [UInt8]

    /// Wraps an array.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a byte string, or from another coder an array of numbers.
    public init(from decoder: any Decoder) throws {
        if let decoder = decoder as? ValueDecoder {
            decoder.state.containersAsked &+= 1
            bytes = try decoder.state.bytes(at: decoder.place)
        } else {
            bytes = try decoder.singleValueContainer().decode([UInt8].self)
        }
    }

    /// Compares word by word, where an array compares its elements one by one.
    public static func == (one: Bytes, other: Bytes) -> Bool {
        guard one.bytes.count == other.bytes.count else { return false }
        return one.bytes.withUnsafeBytes { one in
            other.bytes.withUnsafeBytes { other in
                let wordsEnd = one.count & ~7
                for place in stride(from: 0, to: wordsEnd, by: 8) {
                    let word = one.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    guard word == other.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    else { return false }
                }
                return (wordsEnd..<one.count).allSatisfy { one[$0] == other[$0] }
            }
        }
    }

    /// Writes a byte string, or for another coder an array of numbers.
    public func encode(to encoder: any Encoder) throws {
        if let encoder = encoder as? ValueEncoder {
            try encoder.encode(self)
        } else {
            var container = encoder.singleValueContainer()
            try container.encode(bytes)
        }
    }
}
