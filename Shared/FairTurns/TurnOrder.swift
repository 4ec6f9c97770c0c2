/// The order in which numbers have their turns: what `FairTurns` does, without its elements' type.
///
/// It is no generic, so that it is compiled for itself and not for whatever type other modules queue.
struct TurnOrder {
    private struct Lane: ShareContent {
        /// What the share has used, on the clock of those that share with it.
        var time: Int64 = 0
        /// Where the children are: the time of the one that had the last turn.
        var present: Int64 = 0
        /// Settles who is first of those with the same time.
        var order: UInt64 = 0
        /// Everything that waits in and below it.
        var waiting = 0
        /// Children with something that waits: a heap, the next one first.
        var heap: [Int] = []
        /// Its own place in its parent's heap.
        var heapPlace = -1
        var queue = Queue()

        func isIdle(below parent: Lane) -> Bool { waiting == 0 && time <= parent.present }
        var isForgettable: Bool { waiting == 0 }
    }

    private var tree = ShareTree<Lane>()
    private var nextOrder: UInt64 = 0
    private let turnCost: Int64

    /// Makes an empty queue.
    ///
    /// - Parameter turnCost: What a turn costs when it begins; `charge` adds what it turns out to cost.
    init(turnCost: Int64 = 1) { self.turnCost = turnCost }

    var count: Int { tree.nodes[0].content.waiting }
    var isEmpty: Bool { count == 0 }

    /// How much of a share waits, or of all that have the level in common with it.
    func count(of share: Share, _ level: Share.Level = .person) -> Int {
        tree.place(of: share, level).map { tree.nodes[$0].content.waiting } ?? 0
    }

    mutating func append(_ element: Int, share: Share) {
        let leaf = tree.madePlace(of: share)
        tree.nodes[leaf].content.queue.append(element)
        tree.nodes[0].content.waiting += 1
        var node = leaf
        while node != 0 {
            tree.nodes[node].content.waiting += 1
            let parent = tree.nodes[node].parent
            if tree.nodes[node].content.heapPlace < 0 {
                let present = tree.nodes[parent].content.present
                tree.nodes[node].content.time = max(tree.nodes[node].content.time, present)
                push(node, into: parent)
            }
            node = parent
        }
    }

    /// Takes the element whose turn it is among those that may go.
    ///
    /// - Parameter full: The level of a share that has no room; nil if its next element may go. It is
    ///   not asked again for those that have the full level in common.
    /// - Returns: Nil if nothing waits, or nothing may go.
    mutating func popFirst(
        unless full: (Share) -> Share.Level?
    ) -> (element: Int, share: Share)? {
        guard !isEmpty, case .leaf(let leaf) = next(in: 0, unless: full) else { return nil }
        guard let element = tree.nodes[leaf].content.queue.popFirst() else { return nil }
        let share = tree.nodes[leaf].share
        taken(from: leaf, cost: turnCost)
        return (element, share)
    }

    /// Takes the newest element of a share, which gives way to another's; it costs no turn.
    mutating func popLast(of share: Share) -> Int? {
        guard let leaf = tree.place(of: share),
            let element = tree.nodes[leaf].content.queue.popLast()
        else { return nil }
        taken(from: leaf, cost: 0)
        return element
    }

    /// Adds to what a share has used, as the microseconds that its turn took.
    mutating func charge(_ share: Share, cost: Int64) {
        var node = tree.madePlace(of: share)
        while node != 0 {
            let parent = tree.nodes[node].parent
            let present = tree.nodes[parent].content.present
            tree.nodes[node].content.time =
                max(tree.nodes[node].content.time, present) + max(0, cost)
            let place = tree.nodes[node].content.heapPlace
            if place >= 0 { siftDown(place, in: parent) }
            node = parent
        }
    }

    /// Removes what nobody waits for any more; it costs no turn.
    ///
    /// - Parameters:
    ///   - share: Whose elements are looked at.
    ///   - isGone: Which of them go.
    /// - Returns: What was removed.
    mutating func removeAll(
        of share: Share,
        where isGone: (Int) -> Bool
    ) -> [Int] {
        guard let leaf = tree.place(of: share) else { return [] }
        let gone = tree.nodes[leaf].content.queue.removeAll(where: isGone)
        for _ in gone { taken(from: leaf, cost: 0) }
        return gone
    }

    // MARK: The next one

    private enum Found {
        case leaf(Int)
        case full(Share.Level)
    }

    private mutating func next(in node: Int, unless full: (Share) -> Share.Level?) -> Found {
        if tree.nodes[node].level == .person {
            return full(tree.nodes[node].share).map { .full($0) } ?? .leaf(node)
        }
        let level = tree.nodes[node].level
        var passed: [Int] = []
        defer { for child in passed { push(child, into: node, again: true) } }
        while let child = tree.nodes[node].content.heap.first {
            switch next(in: child, unless: full) {
            case .leaf(let leaf): return .leaf(leaf)
            case .full(let full):
                // What is full further out is full for all that are in here.
                if full.rawValue <= level.rawValue { return .full(full) }
                passed.append(child)
                remove(child, from: node)
            }
        }
        return .full(level)
    }

    /// An element has left a leaf; a share with nothing left leaves its heap.
    private mutating func taken(from leaf: Int, cost: Int64) {
        tree.nodes[0].content.waiting -= 1
        var node = leaf
        while node != 0 {
            let parent = tree.nodes[node].parent
            tree.nodes[node].content.waiting -= 1
            if cost > 0 {
                let time = tree.nodes[node].content.time
                tree.nodes[parent].content.present = max(tree.nodes[parent].content.present, time)
                tree.nodes[node].content.time = time + cost
                tree.nodes[node].content.order = takeOrder()
            }
            if tree.nodes[node].content.waiting == 0 {
                remove(node, from: parent)
            } else {
                siftDown(tree.nodes[node].content.heapPlace, in: parent)
            }
            node = parent
        }
    }

    private mutating func takeOrder() -> UInt64 {
        nextOrder += 1
        return nextOrder
    }

    // MARK: The heaps

    private mutating func push(_ node: Int, into parent: Int, again: Bool = false) {
        if !again { tree.nodes[node].content.order = takeOrder() }
        tree.nodes[parent].content.heap.append(node)
        let place = tree.nodes[parent].content.heap.count - 1
        tree.nodes[node].content.heapPlace = place
        siftUp(place, in: parent)
    }

    private mutating func remove(_ node: Int, from parent: Int) {
        let place = tree.nodes[node].content.heapPlace
        let last = tree.nodes[parent].content.heap.count - 1
        guard place >= 0 else { return }
        if place < last { exchange(place, last, in: parent) }
        tree.nodes[parent].content.heap.removeLast()
        tree.nodes[node].content.heapPlace = -1
        guard place < last else { return }
        siftDown(place, in: parent)
        siftUp(place, in: parent)
    }

    private func isBefore(_ one: Int, _ other: Int, in parent: Int) -> Bool {
        let one = tree.nodes[parent].content.heap[one]
        let other = tree.nodes[parent].content.heap[other]
        return (tree.nodes[one].content.time, tree.nodes[one].content.order)
            < (tree.nodes[other].content.time, tree.nodes[other].content.order)
    }

    private mutating func exchange(_ one: Int, _ other: Int, in parent: Int) {
        tree.nodes[parent].content.heap.swapAt(one, other)
        tree.nodes[tree.nodes[parent].content.heap[one]].content.heapPlace = one
        tree.nodes[tree.nodes[parent].content.heap[other]].content.heapPlace = other
    }

    private mutating func siftUp(_ start: Int, in parent: Int) {
        var place = start
        while place > 0, isBefore(place, (place - 1) / 2, in: parent) {
            exchange(place, (place - 1) / 2, in: parent)
            place = (place - 1) / 2
        }
    }

    private mutating func siftDown(_ start: Int, in parent: Int) {
        let count = tree.nodes[parent].content.heap.count
        var place = start
        while 2 * place + 1 < count {
            var child = 2 * place + 1
            if child + 1 < count, isBefore(child + 1, child, in: parent) { child += 1 }
            guard isBefore(child, place, in: parent) else { return }
            exchange(place, child, in: parent)
            place = child
        }
    }
}

/// First in, first out, and each element moves once at most.
private struct Queue {
    private var elements: [Int?] = []
    private var first = 0

    mutating func append(_ element: Int) { elements.append(element) }

    mutating func popFirst() -> Int? {
        guard first < elements.count else { return nil }
        defer {
            elements[first] = nil
            first += 1
            if first == elements.count {
                elements = []
                first = 0
            } else if first > 64, first > elements.count - first {
                elements.removeFirst(first)
                first = 0
            }
        }
        return elements[first]
    }

    mutating func popLast() -> Int? {
        first < elements.count ? elements.popLast() ?? nil : nil
    }

    mutating func removeAll(where isGone: (Int) -> Bool) -> [Int] {
        var gone: [Int] = []
        elements.removeAll { element in
            guard let element, isGone(element) else { return false }
            gone.append(element)
            return true
        }
        return gone
    }
}
