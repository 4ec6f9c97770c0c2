/// What an item's first byte tells, its argument, and where they end.
struct Head {
    let major: UInt8
    /// The low five bits: 31 is an indefinite length or a break.
    let info: UInt8
    let argument: UInt64
    let end: Int

    static let unsigned: UInt8 = 0
    static let negative: UInt8 = 1
    static let bytes: UInt8 = 2
    static let text: UInt8 = 3
    static let array: UInt8 = 4
    static let map: UInt8 = 5
    static let tag: UInt8 = 6
    static let simple: UInt8 = 7

    @inline(__always) var isIndefinite: Bool { info == 31 }
    @inline(__always) var isBreak: Bool { info == 31 && major == Head.simple }
}

/// A fault and its place, before the path is looked for.
struct Flaw: Error {
    let offset: Int
    let fault: CBORFault

    init(_ offset: Int, _ fault: CBORFault) {
        self.offset = offset
        self.fault = fault
    }
}

/// Bytes that somebody else keeps alive; each load is checked against their end.
struct Wire {
    let base: UnsafeRawPointer?
    let count: Int

    /// No bytes.
    @inline(__always) static var nothing: Wire {
        Wire(UnsafeRawBufferPointer(start: nil, count: 0))
    }

    init(_ buffer: UnsafeRawBufferPointer) {
        base = buffer.baseAddress
        count = buffer.count
    }

    /// The byte at an offset, or nothing beyond the end.
    @inline(__always)
    func byte(at offset: Int) -> UInt8? {
        guard let base, offset >= 0, offset < count else { return nil }
        return base.load(fromByteOffset: offset, as: UInt8.self)
    }

    /// A slice that the caller has measured; empty if it does not fit after all.
    @inline(__always)
    func slice(_ start: Int, _ length: Int) -> UnsafeRawBufferPointer {
        guard let base, start >= 0, length >= 0, length <= count - start else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        return UnsafeRawBufferPointer(start: base + start, count: length)
    }

    /// Reads an item's head; breaks and indefinite lengths come back as such.
    @inline(__always)
    func head(at offset: Int) throws(Flaw) -> Head {
        guard let base, offset >= 0, offset < count else { throw Flaw(offset, .truncated) }
        let first = base.load(fromByteOffset: offset, as: UInt8.self)
        let info = first & 31
        if info < 24 {
            return Head(
                major: first >> 5,
                info: info,
                argument: UInt64(info),
                end: offset + 1
            )
        }
        if info == 24, first < 0xE0, offset &+ 1 < count {
            let argument = base.load(fromByteOffset: offset &+ 1, as: UInt8.self)
            return Head(major: first >> 5, info: info, argument: UInt64(argument), end: offset &+ 2)
        }
        return try longHead(at: offset, first: first)
    }

    private func longHead(at offset: Int, first: UInt8) throws(Flaw) -> Head {
        let major = first >> 5
        let info = first & 31
        let argument: UInt64
        let end: Int
        switch info {
        case 24: (argument, end) = (try load(UInt8.self, offset), offset + 2)
        case 25: (argument, end) = (try load(UInt16.self, offset), offset + 3)
        case 26: (argument, end) = (try load(UInt32.self, offset), offset + 5)
        case 27: (argument, end) = (try load(UInt64.self, offset), offset + 9)
        case 31:
            guard major >= Head.bytes, major != Head.tag else {
                throw Flaw(offset, .malformed("an indefinite length where none can be"))
            }
            (argument, end) = (0, offset + 1)
        default: throw Flaw(offset, .malformed("a reserved length of an argument"))
        }
        if major == Head.simple, info == 24, argument < 32 {
            throw Flaw(offset, .malformed("a simple value in a longer form than it has"))
        }
        return Head(major: major, info: info, argument: argument, end: end)
    }

    @inline(__always)
    private func load<I: FixedWidthInteger & BitwiseCopyable>(
        _ type: I.Type,
        _ offset: Int
    ) throws(Flaw) -> UInt64 {
        guard let base, count - offset > MemoryLayout<I>.size else {
            throw Flaw(count, .truncated)
        }
        return UInt64(I(bigEndian: base.loadUnaligned(fromByteOffset: offset + 1, as: type)))
    }

    /// The bytes that a definite string's head claims, once they are known to be there.
    @inline(__always)
    func contentEnd(_ head: Head, at offset: Int) throws(Flaw) -> Int {
        guard head.argument <= UInt64(count - head.end) else {
            throw Flaw(offset, .lengthBeyondInput(head.argument))
        }
        return head.end + Int(head.argument)
    }

    /// How the item's sort is called in messages.
    func sort(at offset: Int) -> String {
        guard let head = try? head(at: offset) else { return "nothing readable" }
        switch head.major {
        case Head.unsigned, Head.negative: return "an integer"
        case Head.bytes: return "a byte string"
        case Head.text: return "text"
        case Head.array: return "an array"
        case Head.map: return "a map"
        case Head.tag: return "tag \(head.argument)"
        default: break
        }
        switch head.info {
        case 20, 21: return "a boolean"
        case 22: return "null"
        case 23: return "undefined"
        case 25, 26, 27: return "a floating-point number"
        case 31: return "a break"
        default: return "simple value \(head.argument)"
        }
    }
}
