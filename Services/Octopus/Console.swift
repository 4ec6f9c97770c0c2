import Glibc
import OctopusProgram
import Synchronization

/// Where words go: what was asked for to the output, everything else to the error output.
///
/// Printing never fails in the middle of a command. What could not be written is remembered, and the
/// program then ends with a word and another code than 0.
enum Console {
    private static let lost = Mutex<OutputLoss?>(nil)

    /// The first thing that could not be written; nil if all was.
    static var loss: OutputLoss? { lost.withLock(\.self) }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    static func print(_ text: String) { write(text + "\n", to: .output) }

    /// Prints a text that has its line ends.
    static func printLines(_ text: String) { write(text, to: .output) }

    /// Says a word on the error output; what it quotes of others can't paint over the terminal.
    static func note(_ text: String) {
        write(TerminalText.safe(text, keepsLines: true) + "\n", to: .error)
    }

    /// Ends a command that would go on and on although nobody gets what it prints.
    ///
    /// - Throws: `OutputLoss`.
    static func checkOutput() throws {
        if StandardStream.output.isReaderGone {
            record { () throws(StreamFailure) in throw StreamFailure(code: EPIPE) }
        }
        if let loss, loss.isOfOutput { throw loss }
    }

    /// Closes the output; some file systems only now say that there was no room.
    static func close() {
        record { () throws(StreamFailure) in try StandardStream.output.close() }
    }

    private static func write(_ text: String, to stream: StandardStream) {
        let isOutput = stream.descriptor == StandardStream.output.descriptor
        // After a gap, what follows would pass for the whole.
        if isOutput, let loss, loss.isOfOutput { return }
        record(isOutput: isOutput) { () throws(StreamFailure) in try stream.write(text) }
    }

    private static func record(
        isOutput: Bool = true,
        _ body: () throws(StreamFailure) -> Void
    ) {
        do throws(StreamFailure) {
            try body()
        } catch {
            lost.withLock { lost in
                if lost == nil || isOutput && lost?.isOfOutput == false {
                    lost = OutputLoss(isOfOutput: isOutput, cause: error)
                }
            }
        }
    }
}

/// Something that was to be said was not.
struct OutputLoss: Error, Hashable, CustomStringConvertible {
    /// Whether it was of what was asked for, and not a word on the error output.
    let isOfOutput: Bool
    let cause: StreamFailure

    var description: String {
        "the \(isOfOutput ? "output" : "error output") can't be written: \(cause)"
    }
}
