import OctopusProgram
import OctopusStore

/// `mend-clock`, which every service's program has: takes the machine's clock as right again.
///
/// A service that finds its clock set stops its jobs, and so it does when the clock was put right
/// after it had been wrong for long. Only somebody who looks at a watch knows which of the two it is.
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
