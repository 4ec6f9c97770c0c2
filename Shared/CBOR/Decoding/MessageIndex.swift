/// Where the keys and containers of a message are: what one walk over its bytes leaves behind.
///
/// Nodes stand in the order of the bytes: an array's or map's, then those of what is inside it; in
/// a map one for each key, followed by its value's. Empty arrays and maps and other values have
/// none. So a key's value is found without reading what lies between, and nothing is skipped twice.
struct MessageIndex: ~Copyable {
    /// An array, a map, or a key.
    struct Node: BitwiseCopyable {
        /// Where the array or map begins, without tags, or where the key's text does.
        let start: UInt32
        /// The length of a key's text; of a map the key that is tried first, since messages mostly
        /// come in the order of their fields.
        var lengthOrExpected: UInt32
        /// Where the array or map ends, or where the key's value begins.
        var endOrValue: UInt32
        /// The first node behind this and whatever is inside it.
        var next: UInt32

        @inline(__always)
        init(container start: Int, firstKey: UInt32) {
            self.start = UInt32(truncatingIfNeeded: start)
            lengthOrExpected = firstKey
            endOrValue = 0
            next = 0
        }

        /// A key without length comes in pieces.
        @inline(__always)
        init(key start: Int, length: Int?, value: Int) {
            self.start = UInt32(truncatingIfNeeded: start)
            lengthOrExpected =
                length.map { UInt32(truncatingIfNeeded: $0) } ?? MessageIndex.inPieces
            endOrValue = UInt32(truncatingIfNeeded: value)
            next = 0
        }
    }

    /// No node, and so a value that holds nothing.
    static let none = UInt32.max
    /// Lengths that no key of an input has: one that comes in pieces, and one that is no text.
    static let inPieces = UInt32.max
    static let noText = UInt32.max - 1

    private var nodes: UnsafeMutablePointer<Node>
    private var capacity: Int
    private(set) var count: UInt32 = 0
    /// The first key that is no text, of each map that has one; refused if a type opens the map.
    private(set) var strangeKeys: [(map: UInt32, offset: Int)] = []
    /// The first key that is found to have come before in its map.
    var repeatedKey = none

    /// An empty array whose memory is used again: those that are open around the innermost one.
    var levels: [Level] = []

    init() {
        capacity = 64
        nodes = .allocate(capacity: capacity)
    }

    deinit { nodes.deallocate() }

    /// Forgets a message, and makes room for one of so many bytes.
    @inline(__always)
    mutating func clear(forInputBytes inputBytes: Int) {
        count = 0
        repeatedKey = Self.none
        if !strangeKeys.isEmpty { strangeKeys = [] }
        if capacity < 8 &+ inputBytes / 12 { replaceNodes(capacity: 8 + inputBytes / 12) }
    }

    /// Gives memory back, and the nodes with it, if it is more than so many bytes.
    @inline(__always)
    mutating func shrink(toBytes bytes: Int) {
        if levels.capacity > 128 { levels = [] }
        guard capacity > bytes / MemoryLayout<Node>.stride else { return }
        count = 0
        replaceNodes(capacity: 64)
    }

    private mutating func replaceNodes(capacity: Int) {
        nodes.deallocate()
        self.capacity = capacity
        nodes = .allocate(capacity: capacity)
    }

    /// Nodes are named by numbers that the walk gave; a wrong one would be a mistake of this folder.
    @inline(__always)
    subscript(_ node: UInt32) -> Node {
        get {
            precondition(node < count, "there is no such node")
            return nodes[Int(node)]
        }
        set {
            precondition(node < count, "there is no such node")
            nodes[Int(node)] = newValue
        }
    }

    @inline(__always)
    mutating func append(_ node: Node) -> UInt32 {
        if Int(count) == capacity { grow() }
        let index = count
        count &+= 1
        var node = node
        // Until something is found inside.
        node.next = count
        (nodes + Int(index)).initialize(to: node)
        return index
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Node>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: nodes, count: Int(count))
        nodes.deallocate()
        nodes = larger
        capacity *= 2
    }

    /// Ends a key's value that holds something: all nodes since the key's own are inside it.
    @inline(__always)
    mutating func finishKey(_ key: UInt32) { nodes[Int(key)].next = count }

    /// Ends an array or map.
    @inline(__always)
    mutating func finishContainer(_ node: UInt32, end: Int) {
        nodes[Int(node)].endOrValue = UInt32(truncatingIfNeeded: end)
        nodes[Int(node)].next = count
    }

    mutating func appendStrangeKey(_ offset: Int, of map: UInt32) -> UInt32 {
        if strangeKeys.last?.map != map { strangeKeys.append((map, offset)) }
        return append(Node(key: offset, length: Int(Self.noText), value: 0))
    }

    /// Where a key's value is; nodes between it and the next key are the value's.
    @inline(__always)
    func value(of key: UInt32) -> Place {
        let node = self[key]
        return Place(Int(node.endOrValue), node.next > key &+ 1 ? key &+ 1 : Self.none)
    }

    /// Finds a key in a map.
    @inline(__always)
    mutating func find(
        _ key: UnsafeRawBufferPointer,
        inMap map: UInt32,
        _ wire: Wire
    ) -> UInt32? {
        let expected = self[map].lengthOrExpected
        if expected < self[map].next, has(expected, key, wire) {
            nodes[Int(map)].lengthOrExpected = self[expected].next
            return expected
        }
        return search(key, inMap: map, wire)
    }

    private mutating func search(
        _ key: UnsafeRawBufferPointer,
        inMap map: UInt32,
        _ wire: Wire
    ) -> UInt32? {
        let end = self[map].next
        var node = map + 1
        while node < end {
            if has(node, key, wire) {
                nodes[Int(map)].lengthOrExpected = self[node].next
                return node
            }
            node = self[node].next
        }
        return nil
    }

    /// Compares bytes, not characters: keys that Unicode deems equivalent are two keys.
    @inline(__always)
    func has(_ node: UInt32, _ key: UnsafeRawBufferPointer, _ wire: Wire) -> Bool {
        let found = self[node]
        guard Int(found.lengthOrExpected) == key.count else {
            return found.lengthOrExpected == Self.inPieces && wire.isTextInPieces(found, key)
        }
        return wire.isEqual(key, Int(found.start))
    }
}

extension Wire {
    /// A key's text.
    func name(of node: MessageIndex.Node) -> String {
        let start = Int(node.start)
        if node.lengthOrExpected == MessageIndex.inPieces {
            guard let head = try? head(at: start) else { return "" }
            return (try? text(head, at: start)) ?? ""
        }
        return String(decoding: slice(start, Int(node.lengthOrExpected)), as: UTF8.self)
    }

    fileprivate func isTextInPieces(
        _ node: MessageIndex.Node,
        _ key: UnsafeRawBufferPointer
    ) -> Bool {
        name(of: node).utf8.elementsEqual(key)
    }

    /// Whether these bytes stand at an offset.
    @inline(__always)
    func isEqual(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        let found = slice(start, bytes.count)
        let count = found.count
        guard count == bytes.count else { return false }
        var index = 0
        while index &+ 8 <= count {
            let one = found.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard one == bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) else {
                return false
            }
            index &+= 8
        }
        if index &+ 4 <= count {
            let one = found.loadUnaligned(fromByteOffset: index, as: UInt32.self)
            guard one == bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self) else {
                return false
            }
            index &+= 4
        }
        while index < count {
            guard found[index] == bytes[index] else { return false }
            index &+= 1
        }
        return true
    }
}
