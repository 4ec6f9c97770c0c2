/// The one form of a CBOR item in which equal requests have equal bytes (RFC 8949, section 4.2.1).
///
/// Heads are the shortest, lengths definite, strings in one piece, floating-point numbers of the
/// least width that holds them exactly, every NaN is `f97e00`, map keys are in the order of their
/// encoded bytes. Tag 55799, which decoders ignore, is left out; every other tag and every key stays.
///
/// ```swift
/// try CanonicalCBOR.form([0xBF, 0x61, 0x61, 0x19, 0x00, 0x05, 0xFF])  // [0xA1, 0x61, 0x61, 0x05]
/// ```
public enum CanonicalCBOR {
    /// Rewrites one item; one that has the form already comes back as it is, uncopied.
    ///
    /// - Parameters:
    ///   - bytes: One item, with nothing behind it.
    ///   - limits: How deep it may nest.
    /// - Returns: The same value in its canonical form.
    /// - Throws: A `CBORError` where the bytes are not well-formed.
    public static func form(
        _ bytes: [UInt8],
        limits: CBORLimits = .default
    ) throws(CBORError) -> [UInt8] {
        guard bytes.count <= limits.inputBytes else {
            throw CBORError(
                path: "",
                offset: 0,
                fault: .inputTooLarge(limit: limits.inputBytes)
            )
        }
        let result = bytes.withUnsafeBytes { buffer -> Result<[UInt8]?, CBORError> in
            let wire = Wire(buffer)
            do throws(Flaw) {
                let end = try CanonicalCheck(wire: wire, depthLimit: limits.depth).end(of: 0, 0)
                if end == wire.count { return .success(nil) }
                var rewriting = CanonicalRewriting(wire: wire, depthLimit: limits.depth)
                try rewriting.rewriteAll()
                return .success(rewriting.output)
            } catch {
                return .failure(wire.error(error))
            }
        }
        return try result.get() ?? bytes
    }
}

/// Looks whether an item has the canonical form already, without writing anything.
private struct CanonicalCheck {
    let wire: Wire
    let depthLimit: Int

    /// - Returns: Where the item ends; nil if it must be rewritten, which also finds its flaws.
    func end(of start: Int, _ depth: Int) throws(Flaw) -> Int? {
        var start = start
        var head = try wire.head(at: start)
        // A loop, since a hostile input may have a tag in every byte.
        while head.major == Head.tag {
            guard head.isShortest, head.argument != Head.selfDescribed else { return nil }
            start = head.end
            head = try wire.head(at: start)
        }
        guard head.isShortest else { return nil }
        switch head.major {
        case Head.unsigned, Head.negative:
            return head.end
        case Head.bytes, Head.text:
            return try wire.stringEnd(head, at: start, checksText: true)
        case Head.array, Head.map:
            return try endOfContainer(head, at: start, depth)
        default:
            // A number that might be shorter is left to the other.
            return head.info < 25 ? head.end : nil
        }
    }

    private func endOfContainer(
        _ head: Head,
        at start: Int,
        _ depth: Int
    ) throws(Flaw) -> Int? {
        guard depth < depthLimit else { throw Flaw(start, .nestingTooDeep(limit: depthLimit)) }
        let isMap = head.major == Head.map
        var position = head.end
        var keyBefore = 0..<0
        for _ in 0..<(try wire.itemCount(head, at: start)) {
            guard let first = try end(of: position, depth + 1) else { return nil }
            if isMap {
                let key = position..<first
                if !keyBefore.isEmpty, !wire.isRising(keyBefore, key) { return nil }
                guard let value = try end(of: first, depth + 1) else { return nil }
                (keyBefore, position) = (key, value)
            } else {
                position = first
            }
        }
        return position
    }
}

/// Writes an item in its canonical form.
private struct CanonicalRewriting {
    /// A pair of a map, where it stands in the output.
    private struct Pair {
        let key: Range<Int>
        let end: Int
    }

    let wire: Wire
    let depthLimit: Int
    private(set) var output: [UInt8] = []

    init(wire: Wire, depthLimit: Int) {
        self.wire = wire
        self.depthLimit = depthLimit
        output.reserveCapacity(wire.count)
    }

    mutating func rewriteAll() throws(Flaw) {
        let end = try rewrite(0, 0)
        guard end == wire.count else { throw Flaw(end, .trailingBytes(wire.count - end)) }
    }

    /// - Returns: Where the item ends in the input.
    private mutating func rewrite(_ start: Int, _ depth: Int) throws(Flaw) -> Int {
        var start = start
        var head = try wire.head(at: start)
        while head.major == Head.tag {
            if head.argument != Head.selfDescribed { append(head.major, head.argument) }
            start = head.end
            head = try wire.head(at: start)
        }
        switch head.major {
        case Head.unsigned, Head.negative:
            append(head.major, head.argument)
            return head.end
        case Head.bytes, Head.text:
            return try rewriteString(head, at: start)
        case Head.array, Head.map:
            guard depth < depthLimit else { throw Flaw(start, .nestingTooDeep(limit: depthLimit)) }
            return head.major == Head.map
                ? try rewriteMap(head, at: start, depth + 1)
                : try rewriteArray(head, at: start, depth + 1)
        default:
            guard !head.isBreak else {
                throw Flaw(start, .malformed("a break where none can be"))
            }
            rewriteSimple(head)
            return head.end
        }
    }

    private mutating func rewriteString(_ head: Head, at start: Int) throws(Flaw) -> Int {
        let end = try wire.stringEnd(head, at: start, checksText: true)
        if head.isIndefinite {
            let content = try wire.bytes(head, at: start)
            append(head.major, UInt64(content.count))
            output += content
        } else {
            append(head.major, head.argument)
            output += wire.slice(head.end, end - head.end)
        }
        return end
    }

    private mutating func rewriteArray(
        _ head: Head,
        at start: Int,
        _ depth: Int
    ) throws(Flaw) -> Int {
        let place = output.count
        if !head.isIndefinite { append(head.major, head.argument) }
        let (count, end) = try eachItem(head, at: start) { (rewriting, position) throws(Flaw) in
            try rewriting.rewrite(position, depth)
        }
        if head.isIndefinite { insert(head.major, count, at: place) }
        return end
    }

    private mutating func rewriteMap(
        _ head: Head,
        at start: Int,
        _ depth: Int
    ) throws(Flaw) -> Int {
        let place = output.count
        if !head.isIndefinite { append(head.major, head.argument) }
        let begin = output.count
        var pairs: [Pair] = []
        pairs.reserveCapacity(head.isIndefinite ? 8 : try wire.itemCount(head, at: start))
        var isSorted = true
        let (_, end) = try eachItem(head, at: start) { (rewriting, position) throws(Flaw) in
            let keyStart = rewriting.output.count
            let value = try rewriting.rewrite(position, depth)
            let key = keyStart..<rewriting.output.count
            let end = try rewriting.rewrite(value, depth)
            if isSorted, let last = pairs.last {
                isSorted = rewriting.compare(last.key, key) < 0
            }
            pairs.append(Pair(key: key, end: rewriting.output.count))
            return end
        }
        if !isSorted { sort(pairs, from: begin) }
        if head.isIndefinite { insert(head.major, pairs.count, at: place) }
        return end
    }

    /// Calls the body for each element or pair.
    ///
    /// - Returns: Their number, and where the array or map ends in the input.
    private mutating func eachItem(
        _ head: Head,
        at start: Int,
        _ body: (inout CanonicalRewriting, Int) throws(Flaw) -> Int
    ) throws(Flaw) -> (count: Int, end: Int) {
        var position = head.end
        if !head.isIndefinite {
            let count = try wire.itemCount(head, at: start)
            for _ in 0..<count { position = try body(&self, position) }
            return (count, position)
        }
        var count = 0
        while true {
            let next = try wire.head(at: position)
            if next.isBreak { return (count, next.end) }
            position = try body(&self, position)
            count += 1
        }
    }

    /// Puts the pairs that were written last into the order of their keys.
    ///
    /// Keys that are equal (a map that no type can read may have them) go by their values.
    private mutating func sort(_ pairs: [Pair], from begin: Int) {
        let sorted = pairs.sorted { one, other in
            let order = compare(one.key, other.key)
            guard order == 0 else { return order < 0 }
            return compare(one.key.upperBound..<one.end, other.key.upperBound..<other.end) < 0
        }
        var ordered: [UInt8] = []
        ordered.reserveCapacity(output.count - begin)
        for pair in sorted { ordered += output[pair.key.lowerBound..<pair.end] }
        output.replaceSubrange(begin..., with: ordered)
    }

    /// Below zero if the bytes of the first range come first.
    private func compare(_ one: Range<Int>, _ other: Range<Int>) -> Int {
        output.withUnsafeBytes { bytes in
            order(
                UnsafeRawBufferPointer(rebasing: bytes[one]),
                UnsafeRawBufferPointer(rebasing: bytes[other])
            )
        }
    }

    private mutating func rewriteSimple(_ head: Head) {
        guard let number = head.double else {
            return append(head.major, head.argument)
        }
        if !number.isNaN, let single = Float(exactly: number) {
            if let half = HalfPrecision.bits(of: single) {
                append(0xF9, UInt64(half), byteCount: 2)
            } else {
                append(0xFA, UInt64(single.bitPattern), byteCount: 4)
            }
        } else if number.isNaN {
            append(0xF9, 0x7E00, byteCount: 2)
        } else {
            append(0xFB, number.bitPattern, byteCount: 8)
        }
    }

    private mutating func insert(_ major: UInt8, _ count: Int, at place: Int) {
        let content = output.count
        append(major, UInt64(count))
        let head = Array(output[content...])
        output.removeLast(head.count)
        output.insert(contentsOf: head, at: place)
    }

    private mutating func append(_ major: UInt8, _ argument: UInt64) {
        let first = major << 5
        switch argument {
        case 0..<24: output.append(first | UInt8(argument))
        case 24..<0x100: append(first | 24, argument, byteCount: 1)
        case 0x100..<0x1_0000: append(first | 25, argument, byteCount: 2)
        case 0x1_0000..<0x1_0000_0000: append(first | 26, argument, byteCount: 4)
        default: append(first | 27, argument, byteCount: 8)
        }
    }

    private mutating func append(_ first: UInt8, _ argument: UInt64, byteCount: Int) {
        output.append(first)
        for shift in (0..<UInt64(byteCount)).reversed() {
            output.append(UInt8(truncatingIfNeeded: argument >> (8 * shift)))
        }
    }
}

extension Head {
    /// The tag that only says "this is CBOR".
    fileprivate static let selfDescribed: UInt64 = 55_799

    /// Whether the argument could not be said in fewer bytes, and the length is said at all.
    fileprivate var isShortest: Bool {
        switch info {
        case ..<24: true
        case 24: argument >= 24
        case 25: major == Head.simple || argument >= 0x100
        case 26: major == Head.simple || argument >= 0x1_0000
        case 27: major == Head.simple || argument >= 0x1_0000_0000
        default: false
        }
    }
}

extension Wire {
    /// Whether a key's bytes come before another's.
    fileprivate func isRising(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
        order(slice(one.lowerBound, one.count), slice(other.lowerBound, other.count)) < 0
    }
}

/// Below zero if the first comes first, byte by byte; a beginning comes before what it begins.
private func order(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Int {
    for (left, right) in zip(one, other) where left != right {
        return Int(left) - Int(right)
    }
    return one.count - other.count
}
