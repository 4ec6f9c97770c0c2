import OctopusCBOR

/// Any CBOR item, for tests only: the module itself builds no tree.
indirect enum Item: Sendable {
    case unsigned(UInt64)
    /// The number is `-1 - n`.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([Item])
    case map([Pair])
    case tag(UInt64, Item)
    case bool(Bool)
    case null
    case undefined
    case simple(UInt8)
    case float(Double)

    struct Pair: Sendable, Equatable {
        let key: Item
        let value: Item

        init(_ key: Item, _ value: Item) {
            self.key = key
            self.value = value
        }
    }

    init(from reader: inout CBORReader) throws(CBORError) {
        switch try reader.next() {
        case .unsigned: self = .unsigned(try reader.unsigned())
        case .negative: self = .negative(try reader.negativeArgument())
        case .bytes: self = .bytes(try reader.bytes())
        case .text: self = .text(try reader.text())
        case .array:
            var items: [Item] = []
            let count = try reader.array()
            while try reader.hasMore(items.count, of: count) {
                items.append(try Item(from: &reader))
            }
            self = .array(items)
        case .map:
            var pairs: [Pair] = []
            let count = try reader.map()
            while try reader.hasMore(pairs.count, of: count) {
                let key = try Item(from: &reader)
                pairs.append(Pair(key, try Item(from: &reader)))
            }
            self = .map(pairs)
        case .tag:
            let tag = try reader.tag()
            self = .tag(tag, try Item(from: &reader))
        case .bool: self = .bool(try reader.bool())
        case .null:
            try reader.null()
            self = .null
        case .undefined:
            _ = try reader.simple()
            self = .undefined
        case .simple: self = .simple(try reader.simple())
        case .float: self = .float(try reader.double())
        case .break: throw reader.error(.malformed("a break"))
        }
    }

    func write(to writer: inout CBORWriter) {
        switch self {
        case .unsigned(let value): writer.unsigned(value)
        case .negative(let value): writer.negative(minusOneMinus: value)
        case .bytes(let bytes): writer.bytes(bytes)
        case .text(let text): writer.text(text)
        case .array(let items):
            writer.array(count: items.count)
            for item in items { item.write(to: &writer) }
        case .map(let pairs):
            writer.map(count: pairs.count)
            for pair in pairs {
                pair.key.write(to: &writer)
                pair.value.write(to: &writer)
            }
        case .tag(let number, let item):
            writer.tag(number)
            item.write(to: &writer)
        case .bool(let value): writer.bool(value)
        case .null: writer.null()
        case .undefined: writer.undefined()
        case .simple(let value): writer.simple(value)
        case .float(let value): writer.double(value)
        }
    }
}

extension CBORReader {
    /// Whether an array or map goes on; reads the break of one that doesn't tell its count.
    fileprivate mutating func hasMore(_ read: Int, of count: Int?) throws(CBORError) -> Bool {
        if let count { return read < count }
        return try !takeBreak()
    }
}

extension Item: Equatable {
    /// Floating-point numbers are equal by their bits, so that NaN and -0.0 can be expected.
    static func == (one: Item, other: Item) -> Bool {
        switch (one, other) {
        case (.unsigned(let a), .unsigned(let b)): a == b
        case (.negative(let a), .negative(let b)): a == b
        case (.bytes(let a), .bytes(let b)): a == b
        case (.text(let a), .text(let b)): Array(a.utf8) == Array(b.utf8)
        case (.array(let a), .array(let b)): a == b
        case (.map(let a), .map(let b)): a == b
        case (.tag(let a, let c), .tag(let b, let d)): a == b && c == d
        case (.bool(let a), .bool(let b)): a == b
        case (.null, .null), (.undefined, .undefined): true
        case (.simple(let a), .simple(let b)): a == b
        case (.float(let a), .float(let b)): a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern
        default: false
        }
    }
}

// Literals, so that a test's message reads as what it is.
extension Item: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(integerLiteral value: Int64) {
        self = value < 0 ? .negative(UInt64(~value)) : .unsigned(UInt64(value))
    }

    init(stringLiteral value: String) { self = .text(value) }
    init(floatLiteral value: Double) { self = .float(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: Item...) { self = .array(elements) }

    init(dictionaryLiteral elements: (Item, Item)...) {
        self = .map(elements.map { Pair($0, $1) })
    }

    var encoded: [UInt8] {
        var writer = CBORWriter()
        write(to: &writer)
        return writer.bytes
    }
}

extension [UInt8] {
    /// Reads hexadecimal digits; spaces are ignored.
    init(hex: String) {
        let digits = hex.filter { $0 != " " }.compactMap(\.hexDigitValue)
        self = stride(from: 0, to: digits.count - 1, by: 2)
            .map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
