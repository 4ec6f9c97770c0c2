public import struct FoundationEssentials.UUID

/// An identifier that can't be mistaken for another sort's.
///
/// On the wire it is the UUID alone (tag 37); the coding is written out because a plain
/// `RawRepresentable` over `UUID` would become a map.
public protocol TypedID: Codable, Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The identifier as it travels.
    var uuid: UUID { get }
    /// Makes an identifier of what another program gave.
    init(_ uuid: UUID)
    /// The sort, as the printed contract calls it.
    static var name: String { get }
}

extension TypedID {
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(UUID.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(uuid)
    }

    /// Reads the usual text form.
    public init?(_ text: some StringProtocol) {
        guard let uuid = UUID(uuidString: String(text)) else { return nil }
        self.init(uuid)
    }

    public var description: String { uuid.uuidString.lowercased() }

    public static func < (one: Self, other: Self) -> Bool { one.uuid < other.uuid }
}
