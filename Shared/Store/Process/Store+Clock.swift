import GRDB
import Logging

extension Store {
    /// What is wrong with the clock, or with what a wrong clock left; nil if nothing is.
    package var clockTrouble: String? {
        let reading = clock.reading
        if let trouble = reading.trouble { return trouble }
        let ahead = answers.oldestKeyMilliseconds - reading.wallMilliseconds
        guard ahead > 0 else { return nil }
        return "a clock that was ahead made this database forget answers: all keys are refused for "
            + "another \(ClockWatch.Reading.words(ahead)); stop the service and run its command "
            + "mend-clock"
    }

    /// Whether work that is due by the wall clock may be done.
    package var isClockTrusted: Bool { clock.reading.isTrusted }

    /// Takes the wall clock as right, and mends what a wrong one left behind.
    ///
    /// Keys of commands that were made until now and whose answers are gone stay refused; new ones
    /// are taken at once. Every job is looked at.
    ///
    /// - Returns: what was done, a line each.
    /// - Throws: a `StoreError` if the store does not write.
    package func mendClock() async throws -> [String] {
        let now = clock.reading.wallMilliseconds
        let trouble = clockTrouble
        let lines = try await write(label: "mend clock") { [answers] transaction in
            var lines: [String] = []
            if try answers.lowerWatermark(toMilliseconds: now, transaction) {
                lines.append("Idempotency keys that are made from now on are taken.")
            }
            let jobs = try JobTable.names(transaction.database)
            try JobTable.lookAt(jobs, dueAfterMilliseconds: now, transaction)
            return lines + ["Every job looks at once whether it is due."]
        }
        clock.accept()
        try await keepClockMark()
        logger.notice("The clock was mended", metadata: ["trouble": "\(trouble ?? "none")"])
        return ["The wall clock is taken as right."] + lines
    }

    /// Remembers that the clock was right at this moment, if it was.
    func keepClockMark() async throws {
        try await write(label: "clock") { [clock] transaction in
            try clock.mark?.save(in: transaction.database)
        }
    }
}
