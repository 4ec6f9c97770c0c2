/// Things that are due at a time, the next one first: a binary heap.
///
/// What is done before its time is not searched for; it stays until it would be due or until
/// `prune` throws it out, which costs a constant per push if it is called as advised.
struct DeadlineQueue<Element> {
    private var heap: [(dueAt: Int64, element: Element)] = []

    var count: Int { heap.count }
    var nextDueAt: Int64? { heap.first?.dueAt }

    mutating func push(_ element: Element, dueAt: Int64) {
        heap.append((dueAt, element))
        rise(heap.count - 1)
    }

    private mutating func rise(_ index: Int) {
        var child = index
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].dueAt < heap[parent].dueAt else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the next one out if its time has come.
    mutating func popDue(now: Int64) -> Element? {
        guard let first = heap.first, first.dueAt <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first.element
    }

    /// Throws out what is no longer wanted, once that can be more than half.
    ///
    /// - Parameters:
    ///   - live: how many are wanted.
    ///   - isWanted: whether one is.
    mutating func prune(live: Int, isWanted: (Element) -> Bool) {
        guard heap.count > 2 * live + 64 else { return }
        heap.removeAll { !isWanted($0.element) }
        // What was pushed in the order of its time, as calls of equal patience are, stays in order.
        for index in heap.indices { rise(index) }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child].dueAt < heap[least].dueAt { least = child }
            }
            guard least != parent else { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
