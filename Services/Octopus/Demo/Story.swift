import OctopusClient
import OctopusMesh
import OctopusQRCode

/// Tells what happens, step by step, with its place in the whole and the time that it took.
final class Story {
    private let stepCount: Int
    private var step = 0
    private let isTerminal: Bool

    init(stepCount: Int, isTerminal: Bool) {
        self.stepCount = stepCount
        self.isTerminal = isTerminal
    }

    /// A new part of the day.
    func chapter(_ title: String) {
        Console.print("\n" + (isTerminal ? "\u{1B}[1m\(title)\u{1B}[0m" : title))
    }

    /// Does something and says that it was done.
    func tell<Result>(
        _ sentence: String,
        _ body: () async throws -> Result
    ) async throws -> Result {
        step += 1
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let result = try await body()
            line("✓", sentence, "\((clock.now - start).tenthsOfMilliseconds) ms")
            return result
        } catch {
            line("✗", sentence, "failed")
            throw error
        }
    }

    /// Does something that must be refused, for that reason and no other.
    func tellRefusal(
        _ sentence: String,
        _ reason: Reason,
        _ body: () async throws -> Void
    ) async throws {
        _ = try await tell("\(sentence): refused, \(reason.word)") {
            do {
                try await body()
            } catch let failure as CallFailure where failure.reason == reason {
                return
            }
            throw Failure(.fault, "what had to be refused as \(reason.word) was done")
        }
    }

    /// Something that a step brought to light.
    func note(_ text: String) {
        Console.print("          \(text)")
    }

    /// A code as the phone's screen shows it, where there is a screen to show it on.
    func show(_ code: String) {
        note(code)
        guard isTerminal, let matrix = try? QRMatrix(code, correction: .low) else { return }
        Console.print(matrix.terminal())
    }

    private func line(_ mark: String, _ sentence: String, _ time: String) {
        let place = "\(step)/\(stepCount)"
        let padding = String(repeating: " ", count: max(0, 5 - place.count))
        Console.print("  \(padding)\(place)  \(mark) \(sentence)  (\(time))")
    }
}

extension Duration {
    /// Milliseconds with one digit after the point.
    fileprivate var tenthsOfMilliseconds: String {
        let tenths = components.seconds * 10_000 + components.attoseconds / 100_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
