/// What remains to be read of an open array or map.
private struct Level {
    enum Sort {
        case definite, array, mapKey, mapValue
    }

    var sort: Sort
    var remaining: Int
}

extension Wire {
    /// Finds an item's end, and checks on the way that it is well-formed and its text UTF-8.
    ///
    /// Iterative: a hostile input may nest as deep as `depth` allows without touching the stack.
    ///
    /// - Parameters:
    ///   - start: Where the item begins.
    ///   - depth: How many arrays and maps may be open.
    ///   - around: How many are open already.
    ///   - checksText: False where the bytes have been checked before.
    /// - Returns: The offset after the item.
    /// - Throws: The first flaw.
    func end(of start: Int, depth: Int, around: Int = 0, checksText: Bool) throws(Flaw) -> Int {
        var parents: [Level] = []
        var level = Level(sort: .definite, remaining: 1)
        var position = start
        var isTagged = false
        while true {
            if level.sort == .definite, level.remaining > 1, !isTagged,
                let next = try endOfShortItem(position, checksText: checksText)
            {
                position = next
                level.remaining &-= 1
                continue
            }
            let head = try head(at: position)
            let itemStart = position
            position = head.end
            switch head.major {
            case Head.unsigned, Head.negative: break
            case Head.bytes, Head.text:
                position = try stringEnd(head, at: itemStart, checksText: checksText)
            case Head.array, Head.map:
                guard parents.count + around < depth else {
                    throw Flaw(itemStart, .nestingTooDeep(limit: depth))
                }
                let inner = try opened(head, at: itemStart)
                isTagged = false
                if inner.sort != .definite || inner.remaining > 0 {
                    if parents.isEmpty { parents.reserveCapacity(8) }
                    parents.append(level)
                    level = inner
                    continue
                }
            case Head.tag:
                isTagged = true
                continue
            default:
                if head.isBreak {
                    guard !isTagged, level.sort == .array || level.sort == .mapKey,
                        let parent = parents.popLast()
                    else { throw Flaw(itemStart, .malformed("a break where none can be")) }
                    level = parent
                }
            }
            isTagged = false
            if Self.completeItem(&level, &parents) { return position }
        }
    }

    /// The end of what most items are: a number, simple value or text of one byte's head.
    @inline(__always)
    func endOfShortItem(_ offset: Int, checksText: Bool) throws(Flaw) -> Int? {
        guard let first = byte(at: offset), first & 31 < 24 else { return nil }
        if first >> 5 == Head.text {
            let length = Int(first & 31)
            guard length < count &- offset else { return nil }
            if checksText { try checkText(offset &+ 1, length) }
            return offset &+ 1 &+ length
        }
        // Numbers and simple values: majors 0, 1 and 7.
        return 0b1000_0011 &>> (first >> 5) & 1 == 1 ? offset &+ 1 : nil
    }

    /// Counts an item that is complete, and whatever it completes.
    ///
    /// - Returns: True when the outermost item is complete.
    @inline(__always)
    private static func completeItem(_ level: inout Level, _ parents: inout [Level]) -> Bool {
        while true {
            switch level.sort {
            case .definite:
                level.remaining -= 1
                if level.remaining > 0 { return false }
                guard let parent = parents.popLast() else { return true }
                level = parent
            case .array: return false
            case .mapKey:
                level.sort = .mapValue
                return false
            case .mapValue:
                level.sort = .mapKey
                return false
            }
        }
    }

    private func opened(_ head: Head, at offset: Int) throws(Flaw) -> Level {
        let isMap = head.major == Head.map
        if head.isIndefinite { return Level(sort: isMap ? .mapKey : .array, remaining: 0) }
        return Level(
            sort: .definite,
            remaining: try itemCount(head, at: offset) * (isMap ? 2 : 1)
        )
    }

    /// The number of elements or pairs of a definite array or map, if the input can hold so many.
    @inline(__always)
    func itemCount(_ head: Head, at offset: Int) throws(Flaw) -> Int {
        // A pair takes two bytes at least.
        let room = (count - head.end) >> (head.major == Head.map ? 1 : 0)
        guard head.argument <= UInt64(room) else {
            throw Flaw(offset, .lengthBeyondInput(head.argument))
        }
        return Int(head.argument)
    }

    /// The end of a byte or text string, of one piece or many.
    @inline(__always)
    func stringEnd(_ head: Head, at offset: Int, checksText: Bool) throws(Flaw) -> Int {
        if !head.isIndefinite {
            let end = try contentEnd(head, at: offset)
            if checksText, head.major == Head.text {
                try checkText(head.end, end - head.end)
            }
            return end
        }
        return try chunksEnd(head, checksText: checksText)
    }

    private func chunksEnd(_ head: Head, checksText: Bool) throws(Flaw) -> Int {
        var position = head.end
        while true {
            let chunk = try self.head(at: position)
            if chunk.isBreak { return chunk.end }
            guard chunk.major == head.major, !chunk.isIndefinite else {
                throw Flaw(position, .malformed("a piece of a string that is none"))
            }
            position = try stringEnd(chunk, at: position, checksText: checksText)
        }
    }

    /// Refuses what is not UTF-8, eight bytes at a time while it is ASCII.
    @inline(__always)
    func checkText(_ start: Int, _ length: Int) throws(Flaw) {
        var offset = start
        let end = start &+ length
        while offset < end {
            let word = word(at: offset, length: end &- offset)
            if word & 0x8080_8080_8080_8080 != 0 { return try checkUnicode(start, length) }
            offset &+= 8
        }
    }

    /// The next eight bytes of a string, zeros behind its end, in the machine's order.
    @inline(__always)
    func word(at offset: Int, length: Int) -> UInt64 {
        guard let base, offset >= 0, offset <= count &- 8 else {
            return lastWord(at: offset, length: length)
        }
        let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        return length >= 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1)
    }

    /// The same where the input ends within eight bytes.
    private func lastWord(at offset: Int, length: Int) -> UInt64 {
        slice(offset, min(length, 8)).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    func checkUnicode(_ start: Int, _ length: Int) throws(Flaw) {
        let span = Span<UInt8>(_unsafeBytes: slice(start, length))
        do {
            _ = try UTF8Span(validating: span)
        } catch {
            throw Flaw(start, .invalidUTF8)
        }
    }
}
