import COctopusLinux
import Glibc
import Synchronization

/// Wakes a socket thread out of `zmq_poll`, and only if it sleeps.
final class ThreadWaker: Sendable {
    /// What the thread polls beside its sockets.
    let descriptor: Int32
    private let asleep = Atomic<Bool>(false)

    init?() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
    }

    /// Called after something was put where the thread looks before it sleeps.
    func wake() {
        guard asleep.load(ordering: .sequentiallyConsistent),
            asleep.exchange(false, ordering: .sequentiallyConsistent)
        else { return }
        var one: UInt64 = 1
        write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// The thread is about to sleep; it looks for work once more after this.
    func willSleep() { asleep.store(true, ordering: .sequentiallyConsistent) }

    func isAwake() { asleep.store(false, ordering: .sequentiallyConsistent) }

    /// Takes the wake-ups so that the descriptor is quiet again.
    func clear() {
        var count: UInt64 = 0
        read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
