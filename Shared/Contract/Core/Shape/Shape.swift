/// What a value looks like on the wire.
///
/// It is a message itself, so that a service can describe its methods to a program that was built
/// before them. Maps, choices and enumerations have names and stand in a `TypeDescription`.
public indirect enum Shape: Message {
    /// A text in UTF-8.
    case text
    /// True or false.
    case boolean
    /// A floating-point number.
    case double
    /// A byte string.
    case bytes
    /// Milliseconds since 1970 in UTC.
    case instant
    /// A whole number within these bounds.
    case integer(minimum: Int64, maximum: Int64)
    /// A UUID, and which sort of identifier it is, as `EndUserID`; nil where it is of no sort.
    case uuid(String?)
    /// An array of one shape.
    case array(Shape)
    /// A map from text to values of one shape.
    case dictionary(Shape)
    /// The type of that name.
    case named(String)

    enum Kind: String, Codable, CaseIterable {
        case text, boolean, double, bytes, instant, integer, uuid, array, dictionary, named
    }

    enum CodingKeys: String, CodingKey { case kind, minimum, maximum, name, element }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .text: self = .text
        case .boolean: self = .boolean
        case .double: self = .double
        case .bytes: self = .bytes
        case .instant: self = .instant
        case .integer:
            self = .integer(
                minimum: try container.decode(Int64.self, forKey: .minimum),
                maximum: try container.decode(Int64.self, forKey: .maximum)
            )
        case .uuid: self = .uuid(try container.decodeIfPresent(String.self, forKey: .name))
        case .array: self = .array(try container.decode(Shape.self, forKey: .element))
        case .dictionary: self = .dictionary(try container.decode(Shape.self, forKey: .element))
        case .named: self = .named(try container.decode(String.self, forKey: .name))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .text, .boolean, .double, .bytes, .instant: break
        case .integer(let minimum, let maximum):
            try container.encode(minimum, forKey: .minimum)
            try container.encode(maximum, forKey: .maximum)
        case .uuid(let name): try container.encodeIfPresent(name, forKey: .name)
        case .array(let element), .dictionary(let element):
            try container.encode(element, forKey: .element)
        case .named(let name): try container.encode(name, forKey: .name)
        }
    }

    private var kind: Kind {
        switch self {
        case .text: .text
        case .boolean: .boolean
        case .double: .double
        case .bytes: .bytes
        case .instant: .instant
        case .integer: .integer
        case .uuid: .uuid
        case .array: .array
        case .dictionary: .dictionary
        case .named: .named
        }
    }
}

extension Shape {
    static func integer<I: FixedWidthInteger>(_ type: I.Type) -> Shape {
        .integer(minimum: Int64(clamping: I.min), maximum: Int64(clamping: I.max))
    }
}

/// A leaf that checks what it reads, and therefore has to say what it looks like.
///
/// Everything else is found out by decoding it.
public protocol SelfDescribing: Codable {
    /// What it looks like on the wire.
    static var shape: Shape { get }
    /// A value that its own decoding accepts.
    static var example: Self { get }
}
