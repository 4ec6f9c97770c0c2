public import OctopusContract
import Synchronization

/// What one person has seen: the newest position of each log that a reply told.
///
/// A client sends them along with that person's next calls, and a service that follows those logs
/// catches up first. So who creates an end user and awards it points in the next moment, in
/// another service, finds it there. Keep one for each person, or one for a program that acts alone.
public final class Sightings: Sendable {
    private struct Log: Hashable {
        let service: String
        let shard: Int
    }

    private let seen: Mutex<[Log: LogPosition]>

    /// Begins with what was seen before.
    public init(_ positions: [LogPosition] = []) {
        seen = Mutex([:])
        positions.forEach(note)
    }

    /// Takes in a position; within one epoch only a newer one counts.
    public func note(_ position: LogPosition) {
        let log = Log(service: position.service, shard: position.shard)
        seen.withLock { seen in
            if let known = seen[log], known.epoch == position.epoch, known.seq >= position.seq {
                return
            }
            seen[log] = position
        }
    }

    /// The newest position of each log, in a stable order.
    public var positions: [LogPosition] {
        seen.withLock { seen in
            seen.count < 2
                ? Array(seen.values)
                : seen.values.sorted { ($0.service, $0.shard) < ($1.service, $1.shard) }
        }
    }
}
