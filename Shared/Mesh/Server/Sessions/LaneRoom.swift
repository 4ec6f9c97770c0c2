import OctopusFairTurns

/// One lane's running calls, calls that wait for their turn, waiting reads, and the bytes of all of them.
///
/// Each is shared by tenant, then program, then person. A call's `hold` says what it holds.
struct LaneRoom {
    private var running: FairBound
    private var queued: FairBound
    private var waitingReads: FairBound
    private var bytes: FairBound
    private let waitingReadsOfPerson: Int
    private var queue = FairTurns<IncomingCall>()

    init(running: Int, queued: Int, waitingReads: Int, ofPerson: Int, bytes: Int) {
        self.running = FairBound(capacity: running)
        self.queued = FairBound(capacity: queued)
        self.waitingReads = FairBound(capacity: waitingReads)
        self.bytes = FairBound(capacity: bytes)
        waitingReadsOfPerson = ofPerson
    }

    var runningCount: Int { running.held }
    var queuedCount: Int { queued.held }
    var waitingReadCount: Int { waitingReads.held }
    var byteCount: Int { bytes.held }
    var isIdle: Bool { runningCount == 0 && queuedCount == 0 && waitingReadCount == 0 }

    // MARK: Taking

    /// Gives a call its place to run, if nothing waits and its share has room.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - kept: Where its share stands, so that it need not be looked up for every call.
    /// - Returns: Whether it runs.
    mutating func start(_ call: IncomingCall, _ kept: inout FairBound.Place?) -> Bool {
        guard queued.held == 0 else { return false }
        let place = running.place(of: call.share, kept: kept)
        kept = place
        guard running.take(1, place) == nil else { return false }
        call.state.hold = .running(place)
        return true
    }

    /// Puts a call into the queue.
    ///
    /// - Returns: One that made room for it.
    /// - Throws: If there is none, the level that is full.
    mutating func enqueue(_ call: IncomingCall) throws(Fullness) -> IncomingCall? {
        let share = call.share
        var evicted: IncomingCall?
        if let level = queued.take(1, share) {
            guard let victim = queued.victim(inFavourOf: share),
                let newest = queue.popLast(of: victim)
            else { throw Fullness(room: .queue, level: level) }
            release(newest)
            _ = queued.takeAnyway(1, share)
            evicted = newest
        }
        queue.append(call, share: share)
        call.state.hold = .queued
        return evicted
    }

    /// Gives a waiting read its place.
    ///
    /// - Parameters:
    ///   - call: The waiting read.
    ///   - newest: Finds the newest waiting read of a share.
    /// - Returns: One that made room for it, and is to be ended.
    /// - Throws: If there is none, the level that is full.
    mutating func startWaiting(
        _ call: IncomingCall,
        newest: (Share) -> IncomingCall?
    ) throws(Fullness) -> IncomingCall? {
        let share = call.share
        guard share.person == nil || waitingReads.held(by: share) < waitingReadsOfPerson else {
            throw Fullness(room: .waitingReads, level: .person)
        }
        var evicted: IncomingCall?
        if let level = waitingReads.take(1, share) {
            guard let victim = waitingReads.victim(inFavourOf: share), let newest = newest(victim)
            else { throw Fullness(room: .waitingReads, level: level) }
            release(newest)
            _ = waitingReads.takeAnyway(1, share)
            evicted = newest
        }
        call.state.hold = .waitingRead
        return evicted
    }

    /// Counts the bytes of a call's request.
    ///
    /// - Throws: The level that is full.
    mutating func takeBytes(_ call: IncomingCall) throws(Fullness) {
        guard let level = bytes.take(call.body.count, call.share) else {
            return call.state.heldBytes = call.body.count
        }
        throw Fullness(room: .bytes, level: level)
    }

    // MARK: Giving back

    /// Gives back all that a call holds, once; it must have left the queue.
    mutating func release(_ call: IncomingCall) {
        switch call.state.hold {
        case .nothing: break
        case .running(let place): running.giveBack(1, place)
        case .queued: queued.giveBack(1, call.share)
        case .waitingRead: waitingReads.giveBack(1, call.share)
        }
        call.state.hold = .nothing
        guard call.state.heldBytes > 0 else { return }
        bytes.giveBack(call.state.heldBytes, call.share)
        call.state.heldBytes = 0
    }

    /// Removes calls of a share from the queue that nobody waits for any more, and gives back what they hold.
    mutating func forget(of share: Share, where isGone: (IncomingCall) -> Bool) -> [IncomingCall] {
        let gone = queue.removeAll(of: share, where: isGone)
        for call in gone { release(call) }
        return gone
    }

    // MARK: Turns

    /// The call whose turn it is, if its share may run another one.
    ///
    /// It holds nothing yet: `run` gives it its place.
    mutating func next() -> IncomingCall? {
        guard queued.held > 0, let call = Self.next(&queue, running) else { return nil }
        queued.giveBack(1, call.share)
        call.state.hold = .nothing
        return call
    }

    private static func next(
        _ queue: inout FairTurns<IncomingCall>,
        _ running: FairBound
    ) -> IncomingCall? {
        queue.popFirst { running.full(for: 1, $0) }?.element
    }

    /// Lets a call run whose turn it is.
    mutating func run(_ call: IncomingCall) {
        let place = running.place(of: call.share)
        _ = running.take(1, place)
        call.state.hold = .running(place)
    }
}
