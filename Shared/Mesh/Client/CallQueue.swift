/// Calls that wait for their turn, first in, first out.
struct CallQueue {
    private var calls: [ClientCall] = []
    private var head = 0

    /// Those that were done meanwhile included.
    var count: Int { calls.count - head }

    mutating func append(_ call: ClientCall) {
        calls.append(call)
    }

    /// The next one that still waits.
    mutating func popFirst() -> ClientCall? {
        while let call = takeFirst() {
            if case .queued = call.place { return call }
        }
        return nil
    }

    private mutating func takeFirst() -> ClientCall? {
        // Mostly one comes and goes at once.
        if head == calls.count - 1 {
            let last = calls.removeLast()
            if head > 0 { removeTaken() }
            return last
        }
        guard head < calls.count else { return nil }
        head += 1
        let call = calls[head - 1]
        if head > 64, head * 2 > calls.count { removeTaken() }
        return call
    }

    private mutating func removeTaken() {
        calls.removeFirst(head)
        head = 0
    }

    /// Puts back what was just taken.
    mutating func prepend(_ call: ClientCall) {
        if head > 0 {
            head -= 1
            calls[head] = call
        } else {
            calls.insert(call, at: 0)
        }
    }

    /// Lets go of those that were done before their turn, once they can be more than half.
    mutating func prune(live: Int) {
        guard count > 2 * live + 64 else { return }
        calls = calls[head...].filter { !$0.isDone }
        head = 0
    }
}
