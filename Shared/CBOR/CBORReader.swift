public import struct FoundationEssentials.UUID

/// What the next item is.
public enum CBORItem: Sendable, Hashable {
    /// The sorts of items of RFC 8949.
    case unsigned, negative, bytes, text, array, map, tag, bool, null, undefined, simple, float
    /// The end of an array or map of indefinite length.
    case `break`
}

/// Reads CBOR items one by one from a buffer, without trust and without a tree.
///
/// The buffer must outlive the reader; `reading(_:_:)` sees to it for an array. Each method checks
/// bounds, lengths and UTF-8, and moves on only if it succeeds.
public struct CBORReader {
    /// Where the next item begins.
    public private(set) var offset: Int
    /// How deep an item that is passed over may nest.
    public let limits: CBORLimits
    private let wire: Wire

    /// Reads a buffer.
    ///
    /// - Parameters:
    ///   - buffer: What is read.
    ///   - offset: Where its first item begins.
    ///   - limits: How deep an item that is passed over may nest.
    public init(
        _ buffer: UnsafeRawBufferPointer,
        startingAt offset: Int = 0,
        limits: CBORLimits = .default
    ) {
        wire = Wire(buffer)
        self.offset = offset
        self.limits = limits
    }

    /// Reads an array's bytes.
    ///
    /// - Parameters:
    ///   - bytes: What is read.
    ///   - body: Uses the reader, which must not leave it.
    /// - Returns: What the body returns.
    /// - Throws: What the body throws.
    @discardableResult
    public static func reading<R>(
        _ bytes: [UInt8],
        _ body: (inout CBORReader) throws -> R
    ) rethrows -> R {
        try bytes.withUnsafeBytes { buffer in
            var reader = CBORReader(buffer)
            return try body(&reader)
        }
    }

    /// Whether everything was read.
    public var isAtEnd: Bool { offset >= wire.count }

    /// Tells what comes next without reading it.
    public func next() throws(CBORError) -> CBORItem {
        let head = try head()
        switch head.major {
        case Head.unsigned: return .unsigned
        case Head.negative: return .negative
        case Head.bytes: return .bytes
        case Head.text: return .text
        case Head.array: return .array
        case Head.map: return .map
        case Head.tag: return .tag
        default: break
        }
        switch head.info {
        case 20, 21: return .bool
        case 22: return .null
        case 23: return .undefined
        case 25, 26, 27: return .float
        case 31: return .break
        default: return .simple
        }
    }

    /// Reads an unsigned integer.
    public mutating func unsigned() throws(CBORError) -> UInt64 {
        let head = try head()
        guard head.major == Head.unsigned else { throw wrong("an unsigned integer") }
        offset = head.end
        return head.argument
    }

    /// Reads an integer that `Int64` holds.
    public mutating func integer() throws(CBORError) -> Int64 {
        let head = try head()
        guard head.major <= Head.negative else { throw wrong("an integer") }
        guard let value = Int64(exactly: head.argument) else {
            throw error(.numberOutOfRange(type: "Int64"))
        }
        offset = head.end
        return head.major == Head.unsigned ? value : ~value
    }

    /// Reads a negative integer's argument `n`, which means `-1 - n`.
    public mutating func negativeArgument() throws(CBORError) -> UInt64 {
        let head = try head()
        guard head.major == Head.negative else { throw wrong("a negative integer") }
        offset = head.end
        return head.argument
    }

    /// Reads a byte string, of one piece or many.
    public mutating func bytes() throws(CBORError) -> [UInt8] {
        let head = try head()
        guard head.major == Head.bytes else { throw wrong("a byte string") }
        do throws(Flaw) {
            let end = try wire.stringEnd(head, at: offset, checksText: false)
            let bytes = try wire.bytes(head, at: offset)
            offset = end
            return bytes
        } catch { throw wire.error(error) }
    }

    /// Reads a text, of one piece or many.
    public mutating func text() throws(CBORError) -> String {
        let head = try head()
        guard head.major == Head.text else { throw wrong("text") }
        do throws(Flaw) {
            let end = try wire.stringEnd(head, at: offset, checksText: true)
            let text = try wire.text(head, at: offset)
            offset = end
            return text
        } catch { throw wire.error(error) }
    }

    /// Opens an array.
    ///
    /// - Returns: The number of its elements, or nothing if a break ends it.
    public mutating func array() throws(CBORError) -> Int? {
        try open(Head.array, "an array")
    }

    /// Opens a map.
    ///
    /// - Returns: The number of its pairs, or nothing if a break ends it.
    public mutating func map() throws(CBORError) -> Int? {
        try open(Head.map, "a map")
    }

    /// Reads the break that ends an array or map of indefinite length, if it comes next.
    public mutating func takeBreak() throws(CBORError) -> Bool {
        let head = try head()
        if head.isBreak { offset = head.end }
        return head.isBreak
    }

    /// Reads a tag; the item that it tags comes next.
    public mutating func tag() throws(CBORError) -> UInt64 {
        let head = try head()
        guard head.major == Head.tag else { throw wrong("a tag") }
        offset = head.end
        return head.argument
    }

    /// Reads tag 37 with its sixteen bytes.
    public mutating func uuid() throws(CBORError) -> UUID {
        do throws(Flaw) {
            let (uuid, end) = try wire.uuid(at: offset)
            offset = end
            return uuid
        } catch { throw wire.error(error) }
    }

    /// Reads true or false.
    public mutating func bool() throws(CBORError) -> Bool {
        guard try next() == .bool else { throw wrong("a boolean") }
        defer { offset += 1 }
        return wire.byte(at: offset) == 0xF5
    }

    /// Reads null.
    public mutating func null() throws(CBORError) {
        guard try next() == .null else { throw wrong("null") }
        offset += 1
    }

    /// Reads any simple value, among them false (20), true (21), null (22) and undefined (23).
    public mutating func simple() throws(CBORError) -> UInt8 {
        let head = try head()
        guard head.major == Head.simple, head.info <= 24 else { throw wrong("a simple value") }
        offset = head.end
        return UInt8(truncatingIfNeeded: head.argument)
    }

    /// Reads a floating-point number of any width; an integer is none.
    public mutating func double() throws(CBORError) -> Double {
        let head = try head()
        guard let value = head.double else { throw wrong("a floating-point number") }
        offset = head.end
        return value
    }

    /// Passes over one item, whatever it holds, and checks that it is well-formed.
    ///
    /// - Returns: The bytes that it took.
    @discardableResult
    public mutating func skip() throws(CBORError) -> Range<Int> {
        do throws(Flaw) {
            let start = offset
            offset = try wire.end(of: offset, depth: limits.depth, checksText: true)
            return start..<offset
        } catch { throw wire.error(error) }
    }

    /// Refuses bytes that follow the last item.
    public func finish() throws(CBORError) {
        if !isAtEnd { throw error(.trailingBytes(wire.count - offset)) }
    }

    /// An error at the place that is read next, for checks of the caller's own.
    public func error(_ fault: CBORFault) -> CBORError {
        wire.error(Flaw(offset, fault))
    }

    private mutating func open(_ major: UInt8, _ name: String) throws(CBORError) -> Int? {
        let head = try head()
        guard head.major == major else { throw wrong(name) }
        do throws(Flaw) {
            let count = head.isIndefinite ? nil : try wire.itemCount(head, at: offset)
            offset = head.end
            return count
        } catch { throw wire.error(error) }
    }

    @inline(__always)
    private func head() throws(CBORError) -> Head {
        do throws(Flaw) { return try wire.head(at: offset) } catch { throw wire.error(error) }
    }

    private func wrong(_ expected: String) -> CBORError {
        error(.wrongType(expected: expected, found: wire.sort(at: offset)))
    }
}
