import Glibc
import Synchronization

/// A place where a test kills the process, as a power cut would.
///
/// `OCTOPUS_FAULT=name` makes the process end itself with SIGKILL when it comes to the place of
/// that name, `name:3` when it comes there for the third time. It costs one load where it is unset.
package enum FaultPoint {
    private struct Armed: Sendable {
        let name: String
        let turn: Int
    }

    private static let armed: Armed? = {
        guard let text = getenv("OCTOPUS_FAULT").map({ String(cString: $0) }), !text.isEmpty else {
            return nil
        }
        let parts = text.split(separator: ":", maxSplits: 1)
        let turn = parts.count == 2 ? Int(parts[1]) ?? 1 : 1
        return Armed(name: String(parts[0]), turn: turn)
    }()
    private static let visits = Atomic<Int>(0)

    /// Dies here if this is the place and the turn that the environment names.
    ///
    /// - Parameter name: for instance `commit.before`.
    package static func hit(_ name: StaticString) {
        guard let armed else { return }
        guard armed.name == "\(name)" else { return }
        if visits.add(1, ordering: .relaxed).newValue == armed.turn {
            kill(getpid(), SIGKILL)
        }
    }
}
