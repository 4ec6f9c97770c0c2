import OctopusProgram
import OctopusStore

/// `mend-clock`, which every service's program has: takes the machine's clock as right again.
///
/// A service that finds its clock set stops its jobs, and so it does when the clock was put right
/// after it had been wrong for long. Only a person with a watch can tell these two cases apart.
enum MendClock {
    static let name = "mend-clock"

    static func command<Environment: Sendable>() -> ProcessCommand<Environment> {
        ProcessCommand(
            "Takes the machine's clock as right, after it was wrong; first stop the service."
        ) { instance, _ in
            let lines = try await instance.store.mendClock()
            try StandardStream.output.write(lines.joined(separator: "\n") + "\n")
        }
    }
}
