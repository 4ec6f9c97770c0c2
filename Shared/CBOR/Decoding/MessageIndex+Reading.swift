extension MessageIndex {
    /// What remains to be read of an array or map, while the index is made.
    struct Level {
        /// Elements or pairs; without end if a break ends them.
        var remaining: Int
        let isIndefinite: Bool
        let isMap: Bool
        /// The node of the array or map itself, and of the key whose value is read.
        let node: UInt32
        var key: UInt32 = 0
        /// One bit for each of 64 sorts of keys: while a bit is new, the key is.
        var seen: UInt64 = 0
        var keys = 0
        var hasKeysInPieces = false

        @inline(__always)
        func isComplete(_ wire: Wire, _ position: Int) -> Bool {
            remaining == 0 || isIndefinite && wire.byte(at: position) == 0xFF
        }
    }
}

extension MessageIndex {
    /// So many keys of one map are compared with each other; more are sorted, since pairs would
    /// take a hostile map's square.
    private static let fewKeys = 24

    /// Walks over a message, checks it and notes where its keys and containers are.
    ///
    /// Checked are the form, that text is UTF-8, that lengths are within the input, the nesting,
    /// and that no map has a text key twice, whether or not anybody will ask for it.
    ///
    /// - Parameters:
    ///   - wire: The bytes.
    ///   - depth: How many arrays and maps may be open.
    /// - Returns: The offset after the message.
    /// - Throws: The first flaw; a repeated key comes after all others.
    mutating func read(_ wire: Wire, depth: Int) throws(Flaw) -> Int {
        // The innermost open array or map, and those around it, which a flat message never has.
        var level = Level(remaining: 0, isIndefinite: false, isMap: false, node: Self.none)
        var outer: [Level] = []
        var open = 0
        var position = 0
        repeat {
            if open > 0 {
                if level.isComplete(wire, position) {
                    if level.isIndefinite { position &+= 1 }
                    finish(level, end: position, wire)
                    open &-= 1
                    guard let parent = outer.popLast() else { continue }
                    level = parent
                    if level.isMap { finishKey(level.key) }
                    continue
                }
                level.remaining &-= 1
                if level.isMap { try key(&position, &level, wire, depth: depth, around: open) }
            }
            if let inner = try value(&position, wire, depth: depth, around: open) {
                if open > 0 {
                    if outer.capacity == 0 {
                        swap(&outer, &levels)
                        outer.reserveCapacity(8)
                    }
                    outer.append(level)
                }
                open &+= 1
                level = inner
            }
        } while open > 0
        if outer.capacity > 0 { levels = outer }
        try refuseRepeatedKey(wire)
        return position
    }

    private func refuseRepeatedKey(_ wire: Wire) throws(Flaw) {
        guard repeatedKey != Self.none else { return }
        let key = self[repeatedKey]
        throw Flaw(
            wire.headOffset(ofKey: key),
            .duplicateKey(String(wire.name(of: key).prefix(64)))
        )
    }

    @inline(__always)
    private mutating func finish(_ level: Level, end: Int, _ wire: Wire) {
        finishContainer(level.node, end: end)
        if level.keys > Self.fewKeys { refuseRepetition(inMap: level.node, wire) }
    }

    /// Passes over a key and notes it.
    @inline(__always)
    private mutating func key(
        _ position: inout Int,
        _ level: inout Level,
        _ wire: Wire,
        depth: Int,
        around: Int
    ) throws(Flaw) {
        if let text = try wire.shortText(at: position) {
            let start = position &+ 1
            position = text.end
            level.key = append(Node(key: start, length: text.end &- start, value: text.end))
            note(text.firstBytes, length: text.end &- start, &level, wire)
            return
        }
        let head = try wire.head(at: position)
        if head.major == Head.text {
            let end = try wire.stringEnd(head, at: position, checksText: true)
            let start = head.isIndefinite ? position : head.end
            let length = end &- start
            position = end
            level.key = append(
                Node(key: start, length: head.isIndefinite ? nil : length, value: end)
            )
            if head.isIndefinite { level.hasKeysInPieces = true }
            note(wire.word(at: start, length: length), length: length, &level, wire)
        } else {
            guard !head.isBreak else { throw Self.strayBreak(position) }
            level.key = appendStrangeKey(position, of: level.node)
            position = try wire.end(of: position, depth: depth, around: around, checksText: true)
        }
    }

    /// Looks whether the last key has come before.
    @inline(__always)
    private mutating func note(
        _ firstBytes: UInt64,
        length: Int,
        _ level: inout Level,
        _ wire: Wire
    ) {
        level.keys &+= 1
        // The multiplication spreads keys over all bits.
        let mixed = (firstBytes ^ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15
        let bit = 1 &<< (mixed &>> 58)
        if level.seen & bit != 0 || level.hasKeysInPieces { compare(level, wire) }
        level.seen |= bit
    }

    private static func strayBreak(_ offset: Int) -> Flaw {
        Flaw(offset, .malformed("a break where none can be"))
    }

    /// Passes over a value, or opens it if there is something inside.
    @inline(__always)
    private mutating func value(
        _ position: inout Int,
        _ wire: Wire,
        depth: Int,
        around: Int
    ) throws(Flaw) -> Level? {
        if let text = try wire.shortText(at: position) {
            position = text.end
            return nil
        }
        var head = try wire.head(at: position)
        if head.major == Head.tag {
            if wire.isShortUUID(at: position) {
                position &+= 19
                return nil
            }
            repeat {
                position = head.end
                head = try wire.head(at: position)
            } while head.major == Head.tag
        }
        switch head.major {
        case Head.unsigned, Head.negative: position = head.end
        case Head.bytes, Head.text:
            position = try wire.stringEnd(head, at: position, checksText: true)
        case Head.array, Head.map:
            guard around < depth else { throw Flaw(position, .nestingTooDeep(limit: depth)) }
            let items = head.isIndefinite ? Int.max : try wire.itemCount(head, at: position)
            let start = position
            position = head.end
            return items == 0 ? nil : open(head, at: start, items: items)
        default:
            if head.isBreak { throw Self.strayBreak(position) }
            position = head.end
        }
        return nil
    }

    @inline(__always)
    private mutating func open(_ head: Head, at start: Int, items: Int) -> Level {
        Level(
            remaining: items,
            isIndefinite: head.isIndefinite,
            isMap: head.major == Head.map,
            node: append(Node(container: start, firstKey: count &+ 1))
        )
    }

    /// Looks for the last key among those before it, while they are few.
    private mutating func compare(_ level: Level, _ wire: Wire) {
        guard level.keys <= Self.fewKeys, repeatedKey == Self.none else { return }
        var node = level.node + 1
        while node < level.key {
            if isSame(node, level.key, wire) {
                repeatedKey = level.key
                return
            }
            node = self[node].next
        }
    }

    private func isSame(_ one: UInt32, _ other: UInt32, _ wire: Wire) -> Bool {
        let key = self[other]
        if key.lengthOrExpected == Self.noText { return false }
        if key.lengthOrExpected == Self.inPieces {
            guard self[one].lengthOrExpected != Self.noText else { return false }
            return wire.name(of: self[one]).utf8.elementsEqual(wire.name(of: key).utf8)
        }
        return has(one, wire.slice(Int(key.start), Int(key.lengthOrExpected)), wire)
    }

    /// Finds a key that comes twice among many.
    ///
    /// Equal keys have equal hashes, so they are neighbours after sorting. The hash is seeded anew
    /// in each process.
    private mutating func refuseRepetition(inMap map: UInt32, _ wire: Wire) {
        guard repeatedKey == Self.none else { return }
        var hashed: [(hash: Int, node: UInt32)] = []
        var node = map + 1
        while node < self[map].next {
            if self[node].lengthOrExpected != Self.noText {
                hashed.append((wire.hash(of: self[node]), node))
            }
            node = self[node].next
        }
        hashed.sort { ($0.hash, $0.node) < ($1.hash, $1.node) }
        for place in hashed.indices.dropFirst() {
            var other = place - 1
            while other >= 0, hashed[other].hash == hashed[place].hash {
                if isSame(hashed[other].node, hashed[place].node, wire) {
                    repeatedKey = hashed[place].node
                    return
                }
                other -= 1
            }
        }
    }
}

extension Wire {
    /// Tag 37 and sixteen bytes, as everybody writes them.
    @inline(__always)
    func isShortUUID(at offset: Int) -> Bool {
        guard let base, offset >= 0, count &- offset >= 19 else { return false }
        let word = base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return UInt32(littleEndian: word) & 0xFF_FFFF == 0x50_25D8
    }

    /// A text of one byte's head, unless it is so near to the input's end that its words are not.
    ///
    /// - Returns: Its end and its first eight bytes, or nothing if something else is here.
    @inline(__always)
    fileprivate func shortText(
        at offset: Int
    ) throws(Flaw) -> (end: Int, firstBytes: UInt64)? {
        guard let base, offset >= 0, count &- offset >= 32 else { return nil }
        let place = base + offset
        let length = Int(place.load(as: UInt8.self) ^ 0x60)
        guard length < 24 else { return nil }
        let first = Self.word(place + 1, length: length)
        var all = first
        if length > 8 {
            all |= Self.word(place + 9, length: length &- 8)
            if length > 16 { all |= Self.word(place + 17, length: length &- 16) }
        }
        if all & 0x8080_8080_8080_8080 != 0 { try checkUnicode(offset &+ 1, length) }
        return (offset &+ 1 &+ length, first)
    }

    /// Eight bytes, zeros behind the length.
    @inline(__always)
    private static func word(_ place: UnsafeRawPointer, length: Int) -> UInt64 {
        let word = UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
        return length >= 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1)
    }

    fileprivate func hash(of key: MessageIndex.Node) -> Int {
        var hasher = Hasher()
        if key.lengthOrExpected == MessageIndex.inPieces {
            Array(name(of: key).utf8).withUnsafeBytes { hasher.combine(bytes: $0) }
        } else {
            hasher.combine(bytes: slice(Int(key.start), Int(key.lengthOrExpected)))
        }
        return hasher.finalize()
    }

    /// Where a key begins whose text's place is known: any byte of its head will do for the path.
    fileprivate func headOffset(ofKey key: MessageIndex.Node) -> Int {
        key.lengthOrExpected == MessageIndex.inPieces ? Int(key.start) : Int(key.start) - 1
    }
}
