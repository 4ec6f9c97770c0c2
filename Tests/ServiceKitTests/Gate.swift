import Dispatch
import Synchronization

/// Holds a thread until it is opened.
final class Gate: Sendable {
    private let isClosed = Atomic(false)
    private let semaphore = DispatchSemaphore(value: 0)

    var isShut: Bool { isClosed.load(ordering: .acquiring) }

    func shut() { isClosed.store(true, ordering: .releasing) }

    func open() {
        isClosed.store(false, ordering: .releasing)
        semaphore.signal()
    }

    func wait() { semaphore.wait() }
}
