import struct FoundationEssentials.UUID

extension Head {
    /// The floating-point number that this is, if it is one.
    @inline(__always) var double: Double? {
        guard major == Head.simple else { return nil }
        switch info {
        case 25: return HalfPrecision.value(of: UInt16(truncatingIfNeeded: argument))
        case 26: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: argument)))
        case 27: return Double(bitPattern: argument)
        default: return nil
        }
    }
}

extension Wire {
    static let uuidTag: UInt64 = 37

    /// Reads tag 37 and the sixteen bytes that it must tag.
    func uuid(at offset: Int) throws(Flaw) -> (UUID, end: Int) {
        if let bytes = shortUUID(at: offset) { return (UUID(uuid: bytes), offset + 19) }
        let tag = try head(at: offset)
        guard tag.major == Head.tag, tag.argument == Self.uuidTag else {
            throw Flaw(offset, .wrongType(expected: "a UUID (tag 37)", found: sort(at: offset)))
        }
        let string = try head(at: tag.end)
        guard string.major == Head.bytes else {
            throw Flaw(
                offset,
                .wrongType(expected: "bytes in tag 37", found: sort(at: tag.end))
            )
        }
        let end = try stringEnd(string, at: tag.end, checksText: false)
        if !string.isIndefinite, string.argument == 16 {
            return (UUID(uuid: slice(string.end, 16).loadUnaligned(as: UUIDBytes.self)), end)
        }
        let content = try bytes(string, at: tag.end)
        guard content.count == 16 else {
            throw Flaw(offset, .invalidValue("a UUID has 16 bytes, not \(content.count)"))
        }
        let uuid = content.withUnsafeBytes { $0.loadUnaligned(as: UUIDBytes.self) }
        return (UUID(uuid: uuid), end)
    }

    /// A UUID's bytes, if they are written as everybody does.
    @inline(__always)
    func shortUUID(at offset: Int) -> UUIDBytes? {
        guard isShortUUID(at: offset), let base else { return nil }
        return base.loadUnaligned(fromByteOffset: offset &+ 3, as: UUIDBytes.self)
    }

    /// The item's offset without tags 55799, which only say that this is CBOR.
    @inline(__always)
    func untagged(_ offset: Int) throws(Flaw) -> Int {
        guard let first = byte(at: offset), first >> 5 == Head.tag else { return offset }
        return try untagged(offset) { $0 == 55799 }
    }

    /// The item's offset without any tags.
    @inline(__always)
    func untaggedByAny(_ offset: Int) throws(Flaw) -> Int {
        guard let first = byte(at: offset), first >> 5 == Head.tag else { return offset }
        return try untagged(offset) { _ in true }
    }

    private func untagged(_ offset: Int, _ isIgnored: (UInt64) -> Bool) throws(Flaw) -> Int {
        var offset = offset
        while true {
            let head = try head(at: offset)
            guard head.major == Head.tag, isIgnored(head.argument) else { return offset }
            offset = head.end
        }
    }

    /// The end of an item whose bytes have been checked and that holds no other items.
    @inline(__always)
    func endOfChecked(_ start: Int) throws(Flaw) -> Int {
        if let end = try endOfShortItem(start, checksText: false) { return end }
        if isShortUUID(at: start) { return start &+ 19 }
        let start = try untaggedByAny(start)
        let head = try head(at: start)
        guard head.major == Head.bytes || head.major == Head.text else { return head.end }
        return try stringEnd(head, at: start, checksText: false)
    }
}

/// The sixteen bytes of a UUID.
typealias UUIDBytes = (
    UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
    UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8
)
