import COctopusLinux
import CoreMetrics
import Glibc
import Logging
import Synchronization

/// Room on the database's disk that is kept for the mesh's own work: security events, followers, upkeep.
///
/// It is a file beside the database that holds nothing. When the disk has less free than a quarter of it,
/// commands of programs and persons are refused, and the file gives a quarter of its room back, each time
/// that what it gave is used up. Once there is room for all of it and half as much again, it is made
/// whole, and commands are taken again.
final class Reserve: Sendable {
    private struct State {
        var heldBytes: Int64
        var nextLookAt: Int64 = 0
        /// False where the file system can't set room aside: then the free room is all that counts.
        var isSetAside = true
    }

    private struct Meters: Sendable {
        let free: Gauge
        let held: Gauge
        let low: Gauge
    }

    /// How long a look is good for while there is plenty of room.
    private static let restNanoseconds: Int64 = 200_000_000
    /// Below it there is nothing to keep.
    private static let leastBytes: Int64 = 32 * 1024

    private let path: String
    private let databasePath: String
    private let mostBytes: Int64
    private let logger: Logger
    private let meters: Meters
    private let low = Atomic(false)
    private let state: Mutex<State>

    init(_ configuration: StoreConfiguration, logger: Logger) {
        databasePath = configuration.path
        path = configuration.path + ".reserve"
        mostBytes = configuration.reserveBytes
        self.logger = logger
        let dimensions = configuration.dimensions
        meters = Meters(
            free: Gauge(label: "store_free_bytes", dimensions: dimensions),
            held: Gauge(label: "store_reserve_bytes", dimensions: dimensions),
            low: Gauge(label: "store_room_is_low", dimensions: dimensions)
        )
        state = Mutex(State(heldBytes: Self.size(of: configuration.path + ".reserve")))
    }

    /// Whether only the mesh's own work may write.
    var isLow: Bool { low.load(ordering: .relaxed) }

    /// Whether only the mesh's own work may write, by a look at the disk if there was none lately.
    func isStillLow() -> Bool {
        guard isLow else { return false }
        look()
        return isLow
    }

    /// Looks at the disk, if the last look is too old to be trusted.
    func look(at now: Int64 = monotonicNanoseconds()) {
        guard mostBytes > 0 else { return }
        state.withLock { state in
            guard now >= state.nextLookAt else { return }
            look(&state, at: now, mayGrow: true)
        }
    }

    /// Gives room back if there is none left; takes none.
    func shrink() {
        guard mostBytes > 0 else { return }
        state.withLock { look(&$0, at: monotonicNanoseconds(), mayGrow: false) }
    }

    private func look(_ state: inout State, at now: Int64, mayGrow: Bool) {
        var room = clinux_room()
        guard clinux_room_of_path(databasePath, &room) == 0 else { return }
        let free = Int64(clamping: room.free_bytes)
        // A small disk is not kept for it alone.
        let whole = min(mostBytes, Int64(clamping: room.total_bytes / 16)) / 4096 * 4096
        guard whole >= Self.leastBytes else { return }
        let step = whole / 4
        guard mayGrow || free < step else { return }
        var isLow: Bool
        if !state.isSetAside {
            isLow = free < whole
        } else if free < step {
            isLow = true
            if state.heldBytes > 0 { give(step, &state) }
        } else {
            isLow = state.heldBytes < whole
            if isLow, free >= whole - state.heldBytes + 2 * step {
                take(whole, &state)
                isLow = state.isSetAside && state.heldBytes < whole
            }
        }
        // Near its end the disk may fill within one batch.
        state.nextLookAt = free < 4 * whole ? now + 1_000_000 : now + Self.restNanoseconds
        tell(isLow, free: free, state)
    }

    private func give(_ step: Int64, _ state: inout State) {
        let rest = max(0, state.heldBytes - step)
        guard truncate(path, Int(rest)) == 0 || errno == ENOENT else { return }
        state.heldBytes = rest
    }

    private func take(_ whole: Int64, _ state: inout State) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        if clinux_set_aside(file, Int(whole)) == 0 {
            state.heldBytes = whole
        } else if errno == EOPNOTSUPP || errno == ENOSYS {
            state.isSetAside = false
        } else {
            state.heldBytes = Self.size(of: path)
        }
    }

    private func tell(_ isLow: Bool, free: Int64, _ state: State) {
        meters.free.record(free)
        meters.held.record(state.heldBytes)
        meters.low.record(isLow ? 1 : 0)
        guard low.exchange(isLow, ordering: .relaxed) != isLow else { return }
        let metadata: Logger.Metadata = [
            "path": "\(databasePath)", "freeBytes": "\(free)", "reserveBytes": "\(state.heldBytes)",
        ]
        if isLow {
            logger.warning(
                "The disk is nearly full: what is left is kept for the mesh's own work",
                metadata: metadata
            )
        } else {
            logger.notice("The disk has room again: commands are taken", metadata: metadata)
        }
    }

    private static func size(of path: String) -> Int64 {
        var status = stat()
        return lstat(path, &status) == 0 ? Int64(status.st_size) : 0
    }
}
