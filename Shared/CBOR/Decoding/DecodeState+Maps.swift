extension DecodeState {
    /// Indexes the keys of a map, and refuses keys that are no text or come twice.
    ///
    /// - Parameter offset: Where the map begins.
    /// - Returns: The map's place in `maps`.
    /// - Throws: The refusal.
    func openMap(at offset: Int) throws(CBORError) -> Int {
        let first = entries.count
        var start = offset
        var end = offset
        do throws(Flaw) {
            start = try wire.untagged(offset)
            end = try indexEntries(at: start)
        } catch { throw wire.error(error) }
        maps.append(
            MapRecord(
                start: UInt32(offset),
                end: UInt32(end),
                firstEntry: UInt32(first),
                count: UInt32(entries.count - first)
            )
        )
        return maps.count - 1
    }

    @inline(__always)
    private func indexEntries(at start: Int) throws(Flaw) -> Int {
        let wire = wire
        let head = try wire.head(at: start)
        guard head.major == Head.map else { throw wire.wrong("a map", start) }
        let first = entries.count
        var remaining = head.isIndefinite ? Int.max : Int(head.argument)
        var position = head.end
        // One bit for each of 64 sorts of keys: while a bit is new, the key is.
        var seen: UInt64 = 0
        var mayRepeat = false
        while remaining > 0 {
            let key = try wire.head(at: position)
            if key.isBreak {
                position = key.end
                break
            }
            guard key.major == Head.text else { throw wire.wrong("a text key", position) }
            let value = try wire.stringEnd(key, at: position, checksText: false)
            let text = key.isIndefinite ? position : key.end
            let firstBytes =
                key.isIndefinite
                ? try firstBytes(ofPieces: key, position)
                : wire.word(at: text, length: value &- text)
            let bit = 1 &<< (mixed(firstBytes, value &- text) >> 58)
            if seen & bit != 0 || key.isIndefinite { mayRepeat = true }
            seen |= bit
            entries.append(
                Entry(
                    key: UInt32(truncatingIfNeeded: position),
                    text: UInt32(truncatingIfNeeded: text),
                    textLength: UInt32(truncatingIfNeeded: value &- text),
                    value: UInt32(truncatingIfNeeded: value),
                    firstBytes: firstBytes
                )
            )
            position = try wire.endOfChecked(value)
            remaining -= 1
        }
        if mayRepeat { try refuseDuplicates(from: first) }
        return position
    }

    private func firstBytes(ofPieces key: Head, _ offset: Int) throws(Flaw) -> UInt64 {
        try wire.text(key, at: offset).utf8.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Spreads keys over all bits.
    @inline(__always)
    private func mixed(_ firstBytes: UInt64, _ length: Int) -> UInt64 {
        (firstBytes ^ UInt64(truncatingIfNeeded: length)) &* 0x9E37_79B9_7F4A_7C15
    }

    private func refuseDuplicates(from first: Int) throws(Flaw) {
        if entries.count - first <= 24 { return try refuseDuplicatesAmongFew(from: first) }
        // Pairs would take a hostile map's square; equal keys have equal hashes, so they are
        // neighbours after sorting. The hash is seeded anew in each process.
        let hashed = (first..<entries.count)
            .map { (hash: hash(of: entries[$0]), index: $0) }
            .sorted { ($0.hash, $0.index) < ($1.hash, $1.index) }
        for place in hashed.indices.dropFirst() {
            var other = place - 1
            while other >= 0, hashed[other].hash == hashed[place].hash {
                if isSameKey(entries[hashed[place].index], entries[hashed[other].index]) {
                    throw duplicate(entries[hashed[place].index])
                }
                other -= 1
            }
        }
    }

    private func refuseDuplicatesAmongFew(from first: Int) throws(Flaw) {
        let repeated: Entry? = entries.withUnsafeBufferPointer { entries in
            var index = first
            while index < entries.count {
                let entry = entries[index]
                var other = first
                while other < index {
                    if entry.firstBytes == entries[other].firstBytes,
                        isSameKey(entry, entries[other])
                    {
                        return entry
                    }
                    other &+= 1
                }
                index &+= 1
            }
            return nil
        }
        if let repeated { throw duplicate(repeated) }
    }

    private func duplicate(_ entry: Entry) -> Flaw {
        Flaw(Int(entry.key), .duplicateKey(String(name(of: entry).prefix(64))))
    }

    private func hash(of entry: Entry) -> Int {
        var hasher = Hasher()
        if isInPieces(entry) {
            name(of: entry).utf8.withContiguousStorageIfAvailable {
                hasher.combine(bytes: UnsafeRawBufferPointer($0))
            }
        } else {
            hasher.combine(bytes: wire.slice(Int(entry.text), Int(entry.textLength)))
        }
        return hasher.finalize()
    }

    @inline(__always)
    private func isInPieces(_ entry: Entry) -> Bool { entry.key == entry.text }

    /// Compares bytes, not characters: keys that Unicode deems equivalent are two keys.
    @inline(__always)
    private func isSameKey(_ one: Entry, _ other: Entry) -> Bool {
        if isInPieces(one) || isInPieces(other) {
            return name(of: one).utf8.elementsEqual(name(of: other).utf8)
        }
        guard one.textLength == other.textLength else { return false }
        return wire.isEqual(wire.slice(Int(one.text), Int(one.textLength)), Int(other.text))
    }

    /// The key's text.
    func name(of entry: Entry) -> String {
        let start = Int(entry.key)
        guard let head = try? wire.head(at: start) else { return "" }
        return (try? wire.text(head, at: start)) ?? ""
    }

    /// Finds a key's value in a map.
    ///
    /// - Returns: Where the value begins.
    @inline(__always)
    func value(_ key: String, inMap map: Int) -> Int? {
        let record = maps[map]
        var key = key
        return key.withUTF8 { utf8 in
            var index = record.expected
            for _ in 0..<record.count {
                if index == record.count { index = 0 }
                let entry = entries[Int(record.firstEntry + index)]
                index += 1
                if has(entry, utf8) {
                    maps[map].expected = index
                    return Int(entry.value)
                }
            }
            return nil
        }
    }

    @inline(__always)
    private func has(_ entry: Entry, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        if isInPieces(entry) { return name(of: entry).utf8.elementsEqual(key) }
        guard Int(entry.textLength) == key.count else { return false }
        return wire.isEqual(UnsafeRawBufferPointer(key), Int(entry.text))
    }
}

extension Wire {
    /// The end of an item whose bytes have been checked, quickly where nothing is inside it.
    @inline(__always)
    func endOfChecked(_ start: Int) throws(Flaw) -> Int {
        if let end = try endOfShortItem(start, checksText: false) { return end }
        var start = start
        var head = try head(at: start)
        while head.major == Head.tag {
            start = head.end
            head = try self.head(at: start)
        }
        switch head.major {
        case Head.unsigned, Head.negative, Head.simple: return head.end
        case Head.bytes, Head.text: return try stringEnd(head, at: start, checksText: false)
        default: return try end(of: start, depth: .max, checksText: false)
        }
    }

    @inline(__always)
    func isEqual(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        let found = slice(start, bytes.count)
        guard found.count == bytes.count else { return false }
        var index = 0
        while index &+ 8 <= found.count {
            let one = found.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard one == bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) else {
                return false
            }
            index &+= 8
        }
        while index < found.count {
            guard found[index] == bytes[index] else { return false }
            index &+= 1
        }
        return true
    }
}
