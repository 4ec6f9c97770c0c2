/// What remains to be read of an array or map, while the index is made.
private struct Level {
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
        var outer: [Level] = []
        var level = Level(remaining: 1, isIndefinite: false, isMap: false, node: Self.none)
        var repeated: UInt32?
        var position = 0
        while true {
            if level.remaining == 0 || level.isIndefinite && wire.byte(at: position) == 0xFF {
                guard let parent = outer.popLast() else { break }
                if level.isIndefinite { position &+= 1 }
                finishContainer(level.node, end: position)
                if level.keys > Self.fewKeys, repeated == nil {
                    repeated = repetition(inMap: level.node, wire)
                }
                level = parent
                if level.isMap { finishKey(level.key) }
                continue
            }
            level.remaining &-= 1
            if level.isMap {
                let key = try wire.head(at: position)
                if key.major == Head.text {
                    let end = try wire.stringEnd(key, at: position, checksText: true)
                    appendKey(key, from: position, to: end, &level, wire, &repeated)
                    position = end
                } else {
                    guard !key.isBreak else { throw Self.strayBreak(position) }
                    level.key = appendStrangeKey(position, of: level.node)
                    position = try wire.end(
                        of: position,
                        depth: depth,
                        around: outer.count,
                        checksText: true
                    )
                }
            }
            if let inner = try value(&position, wire, depth: depth, around: outer.count) {
                if outer.isEmpty { outer.reserveCapacity(8) }
                outer.append(level)
                level = inner
            } else if level.isMap {
                finishKey(level.key)
            }
        }
        if let repeated {
            let key = self[repeated]
            throw Flaw(
                wire.keyHead(ofText: key),
                .duplicateKey(String(wire.name(of: key).prefix(64)))
            )
        }
        return position
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
        case Head.bytes, Head.text:
            position = try wire.stringEnd(head, at: position, checksText: true)
            return nil
        case Head.array, Head.map:
            guard around < depth else { throw Flaw(position, .nestingTooDeep(limit: depth)) }
            let items = head.isIndefinite ? Int.max : try wire.itemCount(head, at: position)
            let start = position
            position = head.end
            return items == 0 ? nil : open(head, at: start, items: items)
        default:
            if head.isBreak { throw Self.strayBreak(position) }
            position = head.end
            return nil
        }
    }

    @inline(__always)
    private mutating func open(_ head: Head, at start: Int, items: Int) -> Level {
        let node = append(
            Node(
                start: UInt32(truncatingIfNeeded: start),
                lengthOrExpected: count &+ 1,
                endOrValue: 0
            )
        )
        return Level(
            remaining: items,
            isIndefinite: head.isIndefinite,
            isMap: head.major == Head.map,
            node: node
        )
    }

    @inline(__always)
    private mutating func appendKey(
        _ head: Head,
        from start: Int,
        to end: Int,
        _ level: inout Level,
        _ wire: Wire,
        _ repeated: inout UInt32?
    ) {
        let text = head.isIndefinite ? start : head.end
        let length = end &- text
        level.key = append(
            Node(
                start: UInt32(truncatingIfNeeded: text),
                lengthOrExpected: head.isIndefinite
                    ? Self.inPieces : UInt32(truncatingIfNeeded: length),
                endOrValue: UInt32(truncatingIfNeeded: end)
            )
        )
        level.keys &+= 1
        // The multiplication spreads keys over all bits.
        let sort = wire.word(at: text, length: length) ^ UInt64(truncatingIfNeeded: length)
        let bit = 1 &<< ((sort &* 0x9E37_79B9_7F4A_7C15) >> 58)
        if level.seen & bit != 0 || head.isIndefinite || level.hasKeysInPieces,
            level.keys <= Self.fewKeys, repeated == nil,
            isRepetition(level.key, inMap: level.node, wire)
        {
            repeated = level.key
        }
        level.seen |= bit
        if head.isIndefinite { level.hasKeysInPieces = true }
    }

    /// Whether the last key that was read is one of those before it.
    private func isRepetition(_ key: UInt32, inMap map: UInt32, _ wire: Wire) -> Bool {
        var node = map + 1
        while node < key {
            if isSame(node, key, wire) { return true }
            node = self[node].next
        }
        return false
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
    private func repetition(inMap map: UInt32, _ wire: Wire) -> UInt32? {
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
                    return hashed[place].node
                }
                other -= 1
            }
        }
        return nil
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
    fileprivate func keyHead(ofText key: MessageIndex.Node) -> Int {
        key.lengthOrExpected == MessageIndex.inPieces ? Int(key.start) : Int(key.start) - 1
    }
}
