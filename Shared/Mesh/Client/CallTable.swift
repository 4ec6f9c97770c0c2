/// The calls that one connection has sent and that have not been answered.
///
/// Call ids rise strictly and are never used twice on a connection, even over several sessions, so
/// that a late reply can't meet another call. A call that its caller gave up keeps its place until the
/// service answers, because the service counts it against the session's limit until then.
struct CallTable<Call> {
    private struct Entry {
        let call: Call?
        let waits: Bool
    }

    private var entries = NumberedTable<Entry>()
    /// Unanswered calls that occupy the service's in-flight limit.
    private(set) var running = 0
    /// Unanswered waiting reads, which have a limit of their own.
    private(set) var waiting = 0
    /// How many of both their callers gave up.
    private(set) var abandonedRunning = 0
    private(set) var abandonedWaiting = 0
    /// When the last one was given up.
    private(set) var abandonedAt: Int64 = 0

    var isEmpty: Bool { entries.isEmpty }

    /// Gives a call that is about to be sent its id.
    mutating func admit(_ call: Call, waits: Bool) -> UInt64 {
        if waits { waiting += 1 } else { running += 1 }
        return entries.add(Entry(call: call, waits: waits))
    }

    /// The call that is answered; nil if nobody waits for it any more, or nobody ever did.
    mutating func answer(_ id: UInt64) -> Call? {
        remove(id)?.call
    }

    /// The caller no longer waits; the place stays taken until the service answers.
    mutating func abandon(_ id: UInt64, now: Int64) {
        guard let entry = entries[id], entry.call != nil else { return }
        entries[id] = Entry(call: nil, waits: entry.waits)
        if entry.waits { abandonedWaiting += 1 } else { abandonedRunning += 1 }
        abandonedAt = now
    }

    /// The session is over: empties the table.
    ///
    /// - Returns: all that were unanswered, in the order in which they were sent. Whether they
    ///   happened is unknown.
    mutating func endSession() -> [Call] {
        let calls = entries.elements.compactMap(\.call)
        entries.removeAll()
        (running, waiting) = (0, 0)
        (abandonedRunning, abandonedWaiting) = (0, 0)
        return calls
    }

    private mutating func remove(_ id: UInt64) -> Entry? {
        guard let entry = entries.remove(id) else { return nil }
        if entry.waits { waiting -= 1 } else { running -= 1 }
        if entry.call == nil {
            if entry.waits { abandonedWaiting -= 1 } else { abandonedRunning -= 1 }
        }
        return entry
    }
}
