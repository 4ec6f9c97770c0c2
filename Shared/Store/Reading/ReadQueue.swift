import OctopusFairTurns

/// Which read runs next, and on which thread: a value that knows no threads.
///
/// Some threads take the calls' reads, one takes the mesh's alone. No share can hold all of the calls'
/// threads (`HeldThreads`), so the next share begins at once, however long the others' reads last.
struct ReadQueue<Read> {
    private var open = FairTurns<Read>()
    private var mesh = FairTurns<Read>()
    private var waiting: FairBound
    private var held: HeldThreads
    /// Threads that have nothing to do and have not been called.
    private var sleeping = (open: 0, mesh: 0)
    /// Reads for which a thread was called.
    private var called: (open: [Read], mesh: [Read]) = ([], [])
    /// Threads that read, or were called to.
    private(set) var busyCount = 0
    /// Whether no read may begin.
    private(set) var isHeld = false
    private(set) var isClosed = false

    init(threadCount: Int, waitingLimit: Int) {
        held = HeldThreads(count: threadCount)
        waiting = FairBound(capacity: waitingLimit)
    }

    /// How many reads wait for a thread.
    var waitingCount: Int { open.count + mesh.count }

    /// What becomes of a read that comes.
    enum Entry {
        /// A thread is to be woken for it.
        case wakes(Lane)
        case waits
        /// These are refused: the one that came, or another's that gives way to it.
        case refuses([Read], Share.Level)
        case closed
    }

    mutating func enter(_ read: Read, _ ticket: ReadTicket) -> Entry {
        if isClosed { return .closed }
        let share = ticket.share
        switch ticket.lane {
        case .mesh:
            if !isHeld, sleeping.mesh > 0 || sleeping.open > 0 {
                let lane: Lane = sleeping.mesh > 0 ? .mesh : .open
                call(read, on: lane)
                return .wakes(lane)
            }
            guard mesh.count < waiting.capacity else { return .refuses([read], .whole) }
            mesh.append(read, share: share)
            return .waits
        case .open:
            if !isHeld, sleeping.open > 0, held.full(share) == nil {
                held.take(share)
                call(read, on: .open)
                return .wakes(.open)
            }
            return wait(read, share)
        }
    }

    private mutating func wait(_ read: Read, _ share: Share) -> Entry {
        guard let level = waiting.take(1, share) else {
            open.append(read, share: share)
            return .waits
        }
        guard let victim = waiting.victim(inFavourOf: share), let other = open.popLast(of: victim)
        else { return .refuses([read], named(level, of: share)) }
        waiting.giveBack(1, victim)
        guard waiting.take(1, share) == nil else { return .refuses([other, read], level) }
        open.append(read, share: share)
        return .refuses([other], named(level, of: victim))
    }

    /// A program that calls for nobody is the one person that it has.
    private func named(_ level: Share.Level, of share: Share) -> Share.Level {
        level == .person && share.person == nil ? .program : level
    }

    private mutating func call(_ read: Read, on lane: Lane) {
        busyCount += 1
        switch lane {
        case .mesh:
            sleeping.mesh -= 1
            called.mesh.append(read)
        case .open:
            sleeping.open -= 1
            called.open.append(read)
        }
    }

    /// What a thread does next.
    ///
    /// - Parameters:
    ///   - lane: The thread's.
    ///   - isWoken: Whether it was called: then a read is ready for it.
    /// - Returns: Nil sends it to sleep, or ends it.
    mutating func next(_ lane: Lane, isWoken: Bool) -> Read? {
        if isWoken, let read = lane == .mesh ? called.mesh.popLast() : called.open.popLast() {
            return read
        }
        if let read = takeWaiting(lane) {
            busyCount += 1
            return read
        }
        guard !isClosed else { return nil }
        switch lane {
        case .mesh: sleeping.mesh += 1
        case .open: sleeping.open += 1
        }
        return nil
    }

    private mutating func takeWaiting(_ lane: Lane) -> Read? {
        guard !isHeld else { return nil }
        if lane == .open, let read = takeOpen() { return read }
        // What keeps the mesh together also runs where no call waits.
        return mesh.popFirst()?.element
    }

    private mutating func takeOpen() -> Read? {
        guard !open.isEmpty else { return nil }
        let now = held
        guard let (read, share) = open.popFirst(unless: { now.full($0) }) else { return nil }
        waiting.giveBack(1, share)
        held.take(share)
        return read
    }

    /// A thread has done with a read.
    mutating func finished(_ ticket: ReadTicket, microseconds: Int64) {
        busyCount -= 1
        switch ticket.lane {
        case .mesh:
            if !mesh.isEmpty { mesh.charge(ticket.share, cost: microseconds) }
        case .open:
            held.giveBack(ticket.share)
            // Turns count only while somebody waits.
            if !open.isEmpty { open.charge(ticket.share, cost: microseconds) }
        }
    }

    /// Lets no read begin until `release`.
    mutating func hold() { isHeld = true }

    /// Lets reads begin again.
    ///
    /// - Returns: How many threads of each lane are to be woken.
    mutating func release() -> (open: Int, mesh: Int) {
        isHeld = false
        var woken = (open: 0, mesh: 0)
        while sleeping.mesh > 0, let (read, _) = mesh.popFirst() {
            call(read, on: .mesh)
            woken.mesh += 1
        }
        while sleeping.open > 0, let read = takeWaiting(.open) {
            call(read, on: .open)
            woken.open += 1
        }
        return woken
    }

    /// Takes nothing more; what waits is still read.
    mutating func close() {
        isClosed = true
        isHeld = false
        sleeping = (0, 0)
    }
}

/// The threads of the calls' reads, by whose reads they run.
///
/// A person may hold all but three, a program all but two, a tenant all but one.
struct HeldThreads {
    let count: Int
    private var shares: [Share] = []

    init(count: Int) { self.count = count }

    mutating func take(_ share: Share) { shares.append(share) }

    mutating func giveBack(_ share: Share) {
        guard let place = shares.firstIndex(of: share) else { return }
        shares.swapAt(place, shares.count - 1)
        shares.removeLast()
    }

    /// The outermost level of a share that holds as many as it may; nil if it may take one more.
    func full(_ share: Share) -> Share.Level? {
        var held = (tenant: 0, program: 0, person: 0)
        for other in shares {
            guard other.tenant == share.tenant,
                share.tenant != nil || other.program == share.program
            else { continue }
            held.tenant += 1
            guard other.program == share.program else { continue }
            held.program += 1
            if other.person == share.person { held.person += 1 }
        }
        if held.tenant >= max(1, count - 1) { return .tenant }
        if held.program >= max(1, count - 2) { return .program }
        return held.person >= max(1, count - 3) ? .person : nil
    }
}
