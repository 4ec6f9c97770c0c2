import Synchronization
import struct FoundationEssentials.UUID

/// A key as the database knows it: hashed with the database's own secret.
struct HashedKey: Sendable, Hashable {
    let key: UUID
    let scope: [UInt8]
    let request: [UInt8]
}

/// A command that is queued or being performed, and everybody who waits for it.
final class RunningCommand: Sendable {
    struct Caller: Sendable {
        let isAbandoned: @Sendable () -> Abandonment?
        let answer: @Sendable (StoredAnswer) -> Void
    }

    /// Nil where no answer is kept.
    let key: HashedKey?
    private let callers: Mutex<[Caller]>

    init(key: HashedKey?, first: Caller) {
        self.key = key
        callers = Mutex([first])
    }

    func add(_ caller: Caller) {
        callers.withLock { $0.append(caller) }
    }

    /// Nil as long as one of the callers waits: the command lives to the latest deadline.
    func abandonment() -> Abandonment? {
        var last: Abandonment?
        for caller in callers.withLock({ $0 }) {
            guard let abandonment = caller.isAbandoned() else { return nil }
            last = abandonment
        }
        return last
    }

    var callerCount: Int { callers.withLock { $0.count } }

    func takeCallers() -> [Caller] {
        callers.withLock { callers in
            defer { callers = [] }
            return callers
        }
    }
}

/// The keyed commands that have not been answered.
///
/// Those of one key with different requests run one after another: the first that commits has the
/// key, and the others find its answer.
final class RunningCommands: Sendable {
    enum Entrance {
        /// Nobody runs it: the caller's command is to be submitted.
        case first(RunningCommand)
        /// It runs already; the caller is answered with the others.
        case joined
    }

    private let running = Mutex<[HashedKey: RunningCommand]>([:])

    func enter(_ key: HashedKey, _ caller: RunningCommand.Caller) -> Entrance {
        running.withLock { running in
            if let entry = running[key] {
                entry.add(caller)
                return .joined
            }
            let entry = RunningCommand(key: key, first: caller)
            running[key] = entry
            return .first(entry)
        }
    }

    /// How many wait.
    var callerCount: Int {
        running.withLock { $0.values.reduce(0) { $0 + $1.callerCount } }
    }

    /// Ends a command: nobody joins it any more.
    ///
    /// - Returns: who is to be answered.
    func leave(_ entry: RunningCommand) -> [RunningCommand.Caller] {
        running.withLock { running in
            if let key = entry.key { running[key] = nil }
            return entry.takeCallers()
        }
    }
}
