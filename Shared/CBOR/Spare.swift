import Synchronization

/// A coder's state that waits for the next message.
///
/// A state and its memory are three allocations, which were a third of what a small message took.
/// If the spare is taken, the caller allocates a new state.
///
/// Sendable unchecked: a state that was taken is used by one caller alone.
struct Spare<State: AnyObject>: ~Copyable, @unchecked Sendable {
    /// More memory than this is not kept for the next message.
    static var mostBytes: Int { 64 << 10 }

    private let place = Atomic<Unmanaged<State>?>(nil)

    @inline(__always)
    func take() -> State? {
        place.exchange(nil, ordering: .acquiring)?.takeRetainedValue()
    }

    /// Keeps a state unless somebody else refers to it too.
    @inline(__always)
    func put(_ state: inout State) {
        guard isKnownUniquelyReferenced(&state) else { return }
        place.exchange(.passRetained(state), ordering: .acquiringAndReleasing)?.release()
    }
}
