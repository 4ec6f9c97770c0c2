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
            try refuseDuplicates(from: first)
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
        var remaining = head.isIndefinite ? Int.max : Int(head.argument)
        var position = head.end
        while remaining > 0 {
            let key = try wire.head(at: position)
            if key.isBreak {
                position = key.end
                break
            }
            guard key.major == Head.text else { throw wire.wrong("a text key", position) }
            let value = try wire.stringEnd(key, at: position, checksText: false)
            let text = key.isIndefinite ? position : key.end
            entries.append(
                Entry(
                    key: UInt32(position),
                    text: UInt32(text),
                    textLength: UInt32(value - text),
                    value: UInt32(value)
                )
            )
            position = try wire.endOfChecked(value)
            remaining -= 1
        }
        return position
    }

    private func refuseDuplicates(from first: Int) throws(Flaw) {
        let count = entries.count - first
        if count <= 16 {
            for index in first..<entries.count {
                for other in first..<index where isSameKey(entries[index], entries[other]) {
                    throw duplicate(entries[index])
                }
            }
            return
        }
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
        return wire.isEqual(Int(one.text), Int(other.text), Int(one.textLength))
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
        let head = try head(at: start)
        switch head.major {
        case Head.unsigned, Head.negative, Head.simple: return head.end
        case Head.bytes, Head.text: return try stringEnd(head, at: start, checksText: false)
        default: return try end(of: start, depth: .max, checksText: false)
        }
    }

    @inline(__always)
    func isEqual(_ one: Int, _ other: Int, _ length: Int) -> Bool {
        isEqual(slice(one, length), other)
    }

    @inline(__always)
    func isEqual(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        let found = slice(start, bytes.count)
        guard found.count == bytes.count else { return false }
        for index in 0..<bytes.count where bytes[index] != found[index] { return false }
        return true
    }
}
