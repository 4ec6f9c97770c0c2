import Synchronization

/// What other threads hand to the socket thread, in order.
///
/// Adding wakes the thread only if it sleeps. The socket thread takes everything at once and works
/// it off in turns, so a lock is held for an append or a swap and nothing else.
package final class Outbox<Element: Sendable>: @unchecked Sendable {
    private let lock = PthreadLock()
    // Without the run-time checks of exclusive access: the lock sees to it.
    @exclusivity(unchecked) private var elements: [Element] = []
    @exclusivity(unchecked) private var isClosed = false
    /// Whether `elements` has some; changed under the lock, and asked without it.
    private let hasElements = Atomic<Bool>(false)
    private let waker: ThreadWaker

    // On the socket thread only, hence unchecked too: what was taken and is not yet worked off.
    @exclusivity(unchecked) private var taken: [Element] = []
    @exclusivity(unchecked) private var next = 0

    package convenience init(thread: SocketThread) {
        self.init(waker: thread.waker)
    }

    init(waker: ThreadWaker) {
        self.waker = waker
    }

    /// Adds from any thread.
    ///
    /// - Returns: False if the outbox is closed: nobody would work it off.
    @discardableResult
    package func append(_ element: Element) -> Bool {
        let isAdded = lock.withLock {
            guard !isClosed else { return false }
            elements.append(element)
            hasElements.store(true, ordering: .sequentiallyConsistent)
            return true
        }
        if isAdded { waker.wake() }
        return isAdded
    }

    /// Takes no more.
    func close() {
        lock.withLock { isClosed = true }
    }

    /// Whether there is something to work off; asked by the socket thread before it sleeps.
    package var isEmpty: Bool {
        taken.isEmpty && !hasElements.load(ordering: .sequentiallyConsistent)
    }

    /// Works off at most `budget` elements, on the socket thread.
    ///
    /// - Returns: Whether something is left.
    package func drain(budget: Int, _ body: (Element) -> Void) -> Bool {
        guard !isEmpty else { return false }
        if taken.isEmpty {
            lock.withLock {
                swap(&taken, &elements)
                hasElements.store(false, ordering: .sequentiallyConsistent)
            }
        }
        let end = min(taken.count, next + budget)
        while next < end {
            let element = taken[next]
            next += 1
            body(element)
        }
        if next == taken.count {
            taken.removeAll(keepingCapacity: true)
            next = 0
        }
        return !isEmpty
    }
}
