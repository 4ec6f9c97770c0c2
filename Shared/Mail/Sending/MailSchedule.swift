import OctopusContract
import OctopusServiceKit

/// When a mail is tried again, and when no more.
struct MailSchedule: Sendable {
    let firstRetry: Duration
    let longestRetry: Duration
    let givesUpAfter: Duration

    /// What becomes of a mail that was not taken.
    enum Verdict: Sendable, Hashable {
        case again(Instant)
        case giveUp(MailFailure)
    }

    /// Why a mail is not tried any more; nil if it is.
    func end(createdAt: Instant, usefulUntil: Instant?, at now: Instant) -> MailFailure? {
        if let usefulUntil, usefulUntil <= now { return .outdated }
        return createdAt.adding(givesUpAfter) <= now ? .exhausted : nil
    }

    /// Decides after an attempt.
    ///
    /// - Parameters:
    ///   - fault: What went wrong.
    ///   - attempts: How many there were, with this one.
    ///   - spread: From 0 to 1; keeps mails apart that failed together.
    ///   - now: The moment.
    /// - Returns: When to try again: twice as long after each attempt, a quarter earlier at most.
    func verdict(
        on fault: MailFault,
        attempts: Int64,
        spread: Double,
        at now: Instant
    ) -> Verdict {
        if fault.isFinal { return .giveUp(fault.failure) }
        let wait = Self.doubled(firstRetry, times: attempts - 1, atMost: longestRetry)
        let spreadOut = Double(wait) * (0.75 + 0.25 * spread)
        return .again(now.adding(milliseconds: max(Int64(spreadOut), 1)))
    }

    /// How long nothing is sent after the server itself was in trouble so many times in a row.
    func pause(after troubles: Int64) -> Duration {
        .milliseconds(
            Self.doubled(
                min(firstRetry, .seconds(1)),
                times: troubles - 1,
                atMost: min(longestRetry, .seconds(60))
            )
        )
    }

    private static func doubled(_ first: Duration, times: Int64, atMost longest: Duration) -> Int64
    {
        let start = max(first.milliseconds, 1)
        let factor = Int64(1) << min(max(times, 0), 30)
        let (product, overflow) = start.multipliedReportingOverflow(by: factor)
        return overflow ? longest.milliseconds : min(product, max(longest.milliseconds, 1))
    }
}
