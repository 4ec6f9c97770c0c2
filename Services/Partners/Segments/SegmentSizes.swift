import OctopusPartnersContract
import OctopusServiceKit
import Synchronization

/// How many sizes are being counted for partners, how many were, and what was told in the last minute.
final class SegmentSizes: Sendable {
    struct Question: Hashable, Sendable {
        let partner: PartnerID
        let rule: SegmentRule
    }

    struct ReportQuestion: Hashable, Sendable {
        let partner: PartnerID
        let query: ReportQuery<PartnersMeasure>
        let rule: SegmentRule
    }

    private struct State {
        var underWay: [PartnerID: Int] = [:]
        var asked: [PartnerID: ThrottleState] = [:]
    }

    /// Each size tells a little of those who are in it: 200 a day, then one every seven minutes.
    private static let policy = ThrottlePolicy(
        "segmentSizes",
        free: 200,
        delays: .seconds(60) ... .seconds(432),
        forgettingOneEach: .seconds(432)
    )

    /// Of how many partners it is remembered what they asked for.
    private static let most = 1_000
    /// Turns are shared by tenants, programs and persons: a partner of many users has a bound beside them.
    static let mostUnderWay = 4

    let previews = RecentAnswers<Question, PreviewSegment.Reply>(most: 1_000)
    let reports = RecentAnswers<ReportQuestion, Report<PartnersMeasure>>(most: 50)
    private let state = Mutex(State())

    /// Sizes are being counted for a partner, until `end`.
    ///
    /// - Parameters:
    ///   - partner: Who asks.
    ///   - now: The moment.
    ///   - sizes: How many will be told: each is one of the day's, also of a report.
    /// - Throws: `overloaded`; `throttled` after so many in a day.
    func begin(for partner: PartnerID, at now: Instant, telling sizes: Int = 1) throws(Refusal) {
        let (isFull, wait) = state.withLock { state -> (Bool, Int64?) in
            let count = state.underWay[partner, default: 0]
            guard count < Self.mostUnderWay else { return (true, nil) }
            var asked = state.asked[partner] ?? ThrottleState(at: now)
            // The last one that is free may be asked for when all are.
            let told = asked.failures(at: now, under: Self.policy) + Int64(sizes) - 1
            let excess = told - Self.policy.freeFailures
            guard excess <= 0 else { return (false, excess * Self.policy.forgetOneMilliseconds) }
            if state.asked.count >= Self.most {
                state.asked = state.asked.filter {
                    $0.value.forgettableAt(under: Self.policy) > now
                }
            }
            for _ in 0..<sizes { asked.fail(at: now, under: Self.policy) }
            state.asked[partner] = asked
            state.underWay[partner] = count + 1
            return (false, nil)
        }
        if let wait {
            throw Refusal(
                .throttled,
                "The partner has asked for as many sizes as one may in a day.",
                retryAfterMilliseconds: wait
            )
        }
        guard isFull else { return }
        throw Refusal(
            .overloaded,
            "\(Self.mostUnderWay) sizes are being counted for the partner; ask again when one is told.",
            retryAfterMilliseconds: 1_000
        )
    }

    func end(for partner: PartnerID) {
        state.withLock { state in
            let count = state.underWay[partner, default: 0] - 1
            state.underWay[partner] = count > 0 ? count : nil
        }
    }
}

/// What was told in the last minute: asked again, it is the same, and costs nothing.
final class RecentAnswers<Question: Hashable & Sendable, Answer: Sendable>: Sendable {
    private struct Kept {
        let answer: Answer
        let at: Instant
    }

    private let most: Int
    private let answers = Mutex<[Question: Kept]>([:])

    init(most: Int) { self.most = most }

    func known(_ question: Question, at now: Instant) -> Answer? {
        answers.withLock { answers in
            answers[question].flatMap { Self.isYoung($0, at: now) ? $0.answer : nil }
        }
    }

    func keep(_ answer: Answer, of question: Question, at now: Instant) {
        answers.withLock { answers in
            if answers.count >= most {
                answers = answers.filter { Self.isYoung($0.value, at: now) }
            }
            if answers.count < most { answers[question] = Kept(answer: answer, at: now) }
        }
    }

    private static func isYoung(_ kept: Kept, at now: Instant) -> Bool {
        kept.at.isNear(now, within: 60_000)
    }
}
