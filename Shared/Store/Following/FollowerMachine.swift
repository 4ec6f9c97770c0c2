/// How far a follower has come, and what it does next: a value, without a database or a source.
///
/// A kind of event is *learned* once it has been read up to the follower's position. Kinds that a
/// release added are brought up to that position first, then all go on together.
struct FollowerMachine: Sendable, Equatable {
    /// What is stored between two runs.
    struct Progress: Sendable, Equatable {
        /// What the learned kinds have been read up to; nil before the first event.
        var position: EventPosition?
        var learned: Set<String> = []
        /// The kinds that `snapshot` or `catchUp` is for.
        var pending: Set<String> = []
        var snapshot: SnapshotProgress?
        var catchUp: CatchUpProgress?
    }

    struct SnapshotProgress: Sendable, Equatable {
        /// Where the log stood at the first page.
        let position: EventPosition
        /// The page to read next.
        let cursor: [UInt8]
    }

    /// Some kinds are read from the start, up to the follower's position.
    struct CatchUpProgress: Sendable, Equatable {
        var position: EventPosition?
    }

    /// What to do next.
    enum Step: Sendable, Equatable {
        case takeSnapshot(of: Set<String>, cursor: [UInt8]?)
        case catchUp(kinds: Set<String>, after: EventPosition?, through: Int64)
        case follow(kinds: Set<String>, after: EventPosition?)
        case stopped(FollowerStop)
    }

    let kind: FollowerKind
    let handled: Set<String>
    private(set) var progress: Progress
    private(set) var stop: FollowerStop?
    private var acceptsLoss = false

    init(kind: FollowerKind, handled: Set<String>, progress: Progress) {
        self.kind = kind
        self.handled = handled
        self.progress = progress
        // A kind that an older release did not read has a gap: it is learned anew.
        self.progress.learned.formIntersection(handled)
        let missing = handled.subtracting(self.progress.learned)
        if missing != progress.pending {
            self.progress.pending = missing
            self.progress.snapshot = nil
            self.progress.catchUp = nil
        }
        if kind == .effects { beginEffects() }
    }

    /// Whether every kind has been read up to the position.
    var isLevel: Bool { progress.pending.isEmpty && stop == nil }

    var step: Step {
        if let stop { return .stopped(stop) }
        if let catchUp = progress.catchUp {
            return .catchUp(
                kinds: progress.pending,
                after: catchUp.position,
                through: progress.position?.seq ?? 0
            )
        }
        if progress.pending.isEmpty {
            return .follow(kinds: handled, after: progress.position)
        }
        return .takeSnapshot(of: progress.pending, cursor: progress.snapshot?.cursor)
    }

    /// The last event that all kinds have been read up to; nil before the first.
    var actedOn: EventPosition? {
        progress.catchUp.map(\.position) ?? progress.position
    }

    private mutating func beginEffects() {
        guard !progress.pending.isEmpty else { return }
        if progress.position == nil {
            progress.learned = handled
            progress.pending = []
        } else if progress.catchUp == nil {
            progress.catchUp = CatchUpProgress()
        }
    }

    /// A page of a snapshot has been applied.
    ///
    /// - Returns: the kinds that the snapshot has now shown completely, if this was its last page.
    mutating func applied(_ page: SnapshotPage) -> Set<String>? {
        let position = progress.snapshot?.position ?? page.position
        guard position.epoch == page.position.epoch else {
            progress.snapshot = nil
            return nil
        }
        if let cursor = page.next {
            progress.snapshot = SnapshotProgress(position: position, cursor: cursor)
            return nil
        }
        let covered = page.kinds.intersection(progress.pending)
        progress.snapshot = nil
        progress.position = progress.position ?? position
        learn(covered)
        if !progress.pending.isEmpty { progress.catchUp = CatchUpProgress() }
        return covered
    }

    /// Events that were read from the start have been applied up to `position`.
    mutating func caughtUp(to position: EventPosition) {
        guard position.seq < progress.position?.seq ?? 0 else {
            learn(progress.pending)
            return
        }
        progress.catchUp = CatchUpProgress(position: position)
    }

    /// Events have been applied up to `position`.
    mutating func followed(to position: EventPosition) {
        progress.position = position
    }

    /// What a page tells before any of it is applied.
    mutating func received(_ page: EventPage) {
        if kind == .effects, progress.position == nil, page.tail > 1, !acceptsLoss {
            stop = .beginningTrimmed(tail: page.tail)
        }
    }

    /// The log is another one than was read.
    mutating func logChanged(_ change: LogChanged) {
        switch kind {
        case .projection:
            progress = Progress(pending: handled)
        case .effects:
            stop = .logChanged(change)
        }
    }

    /// An operator accepts that events were lost: the log is read anew from the first that is kept.
    ///
    /// What was acted on already is recognised by the id of its business thing.
    mutating func acceptLoss() {
        progress = Progress(learned: handled)
        acceptsLoss = true
        stop = nil
    }

    /// Too much of what was read can't be applied.
    mutating func overflowed(parkedSubjects count: Int) {
        stop = .tooManyParked(count)
    }

    private mutating func learn(_ kinds: Set<String>) {
        progress.learned.formUnion(kinds)
        progress.pending.subtract(kinds)
        progress.catchUp = nil
    }
}

/// Why a follower acts no more until somebody decides.
package enum FollowerStop: Sendable, Hashable {
    /// The log was restored, or trimmed past the follower.
    case logChanged(LogChanged)
    /// It is new, and the first events are no longer kept.
    case beginningTrimmed(tail: Int64)
    /// Data of that many subjects can't be applied.
    case tooManyParked(Int)
}

extension FollowerStop: CustomStringConvertible {
    package var description: String {
        switch self {
        case .logChanged(let change):
            "the log is not the one that was read (\(change.rawValue)): compare with its service, "
                + "then accept the loss"
        case .beginningTrimmed(let tail):
            "the log is kept from event \(tail) only: accept the loss, or restore the earlier ones"
        case .tooManyParked(let count):
            "\(count) subjects are parked: a release that can apply their events is needed"
        }
    }
}
