import OctopusContract
import Testing

@testable import OctopusMail

struct MailScheduleTests {
    private let schedule = MailSchedule(
        firstRetry: .seconds(30),
        longestRetry: .seconds(7200),
        givesUpAfter: .seconds(5 * 86_400)
    )
    private let now = Instant(milliseconds: 1_772_352_000_000)

    private func wait(_ attempts: Int64, spread: Double = 1) -> Int64? {
        let fault = MailFault(.deferred, 451, isOfMail: true)
        let verdict = schedule.verdict(on: fault, attempts: attempts, spread: spread, at: now)
        guard case .again(let next) = verdict else { return nil }
        return (next.milliseconds - now.milliseconds) / 1000
    }

    @Test func `each attempt waits twice as long, up to the longest`() {
        #expect(
            [1, 2, 3, 8, 9, 10, 1000, .max].map { wait($0) } == [
                30, 60, 120, 3840, 7200, 7200, 7200, 7200,
            ]
        )
        #expect(wait(1, spread: 0) == 22 && wait(3, spread: 0.5) == 105)
    }

    @Test func `a refusal for good is given up`() {
        let fault = MailFault(.refused, 550, isOfMail: true)
        #expect(schedule.verdict(on: fault, attempts: 1, spread: 1, at: now) == .giveUp(.refused))
    }

    @Test func `a mail ends with its use, and after days`() {
        func end(_ age: Int64, _ usefulFor: Int64?) -> MailFailure? {
            schedule.end(
                createdAt: now.adding(milliseconds: -age),
                usefulUntil: usefulFor.map { now.adding(milliseconds: $0) },
                at: now
            )
        }
        #expect(end(0, nil) == nil && end(5 * 86_400_000 - 1, nil) == nil)
        #expect(end(5 * 86_400_000, nil) == .exhausted)
        #expect(end(0, 1) == nil && end(0, 0) == .outdated)
    }

    @Test func `a server in trouble is left alone for a second, two, at most a minute`() {
        #expect(
            [1, 2, 6, 7, 500].map { schedule.pause(after: $0) }
                == [1, 2, 32, 60, 60].map { .seconds($0) }
        )
    }
}
