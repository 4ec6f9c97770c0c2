/// A step of the way from a message to the place of a fault.
struct PathStep: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }

    /// Writes steps as `lines[2].amount`; keys that are no plain words are quoted and cut.
    static func text(_ path: [any CodingKey]) -> String {
        var text = ""
        for step in path {
            if let index = step.intValue {
                text += "[\(index)]"
            } else if isPlain(step.stringValue) {
                text += text.isEmpty ? step.stringValue : "." + step.stringValue
            } else {
                text += "[" + step.stringValue.prefix(64).debugDescription + "]"
            }
        }
        return text
    }

    private static func isPlain(_ key: String) -> Bool {
        (1...64).contains(key.utf8.count)
            && key.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

extension Wire {
    private struct Place {
        let isMap: Bool
        /// Items left, or nothing if a break ends them.
        var remaining: Int?
        var index = 0
        var keyOffset = 0
    }

    /// Walks from the beginning to the item that holds an offset, and tells the way.
    ///
    /// Nothing of the path is kept while reading; it is looked for when an error is made, by a
    /// walk that can't fail: whatever is unreadable ends it.
    func path(to offset: Int) -> [PathStep] {
        var places: [Place] = []
        var position = 0
        while let head = try? head(at: position) {
            if let last = places.indices.last, places[last].isMap, places[last].index % 2 == 0 {
                places[last].keyOffset = position
            }
            let isContainer = head.major == Head.array || head.major == Head.map
            if head.isBreak {
                guard offset >= head.end, places.popLast() != nil else { break }
                position = head.end
            } else if head.major == Head.tag {
                if offset < head.end { break }
                position = head.end
                continue
            } else if isContainer {
                guard offset >= head.end else { break }
                let isMap = head.major == Head.map
                let count = (try? itemCount(head, at: position)) ?? 0
                position = head.end
                places.append(
                    Place(
                        isMap: isMap,
                        remaining: head.isIndefinite ? nil : isMap ? count * 2 : count
                    )
                )
                if places.last?.remaining != 0 { continue }
                places.removeLast()
            } else {
                guard let end = try? end(of: position, depth: 0, checksText: false), offset >= end
                else { break }
                position = end
            }
            if Self.completeItem(&places) { break }
        }
        if let last = places.last, last.isMap, last.index % 2 == 0, last.keyOffset != position {
            // The input ends before a key.
            places.removeLast()
        }
        return places.map(step)
    }

    /// Counts a complete item; true if that was the outermost.
    private static func completeItem(_ places: inout [Place]) -> Bool {
        while let last = places.indices.last {
            places[last].index += 1
            guard let remaining = places[last].remaining else { return false }
            places[last].remaining = remaining - 1
            if remaining > 1 { return false }
            places.removeLast()
        }
        return true
    }

    private func step(_ place: Place) -> PathStep {
        place.isMap ? keyStep(at: place.keyOffset) : PathStep(intValue: place.index)
    }

    /// A map's key for people: text as it is, numbers in digits, other keys by their sort.
    func keyStep(at offset: Int) -> PathStep {
        guard let head = try? head(at: offset) else { return PathStep(stringValue: "?") }
        switch head.major {
        case Head.unsigned: return PathStep(stringValue: "\(head.argument)")
        case Head.text:
            // Not `text(_:at:)`: a faulty key may be no UTF-8.
            let bytes = (try? bytes(head, at: offset)) ?? []
            return PathStep(stringValue: String(decoding: bytes, as: UTF8.self))
        default: return PathStep(stringValue: sort(at: offset))
        }
    }

    /// A flaw with its path.
    func error(_ flaw: Flaw) -> CBORError {
        CBORError(
            path: PathStep.text(path(to: flaw.offset)),
            offset: flaw.offset,
            fault: flaw.fault
        )
    }

    /// A fault at one key of the map or array that begins at an offset.
    func error(_ offset: Int, _ key: any CodingKey, _ fault: CBORFault) -> CBORError {
        let steps: [any CodingKey] = path(to: offset)
        return CBORError(path: PathStep.text(steps + [key]), offset: offset, fault: fault)
    }
}
