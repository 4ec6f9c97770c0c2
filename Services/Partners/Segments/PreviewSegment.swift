package import OctopusPartnersContract
import OctopusSegments
package import OctopusServiceKit
import OctopusStore
import Synchronization

extension PreviewSegment: WaitingReadHandler {
    package static func run(
        _ request: Request,
        in context: WaitingContext<PartnersEnvironment>
    ) async throws -> Reply {
        let partner = try context.caller.requirePartner()
        let question = SegmentSizes.Question(partner: partner, rule: request.rule)
        let sizes = context.environment.segmentSizes
        if let known = sizes.known(question, at: context.now) { return known }
        let now = context.now
        let (everybody, followers) = try await context.store.read { database in
            let record = try PartnerRecord.active(partner, in: database)
            var fields = FieldRules()
            try SegmentFields.check(request.rule, of: record, &fields, in: database)
            try fields.check()
            let channels = try SegmentFields.channels(of: partner, in: database)
            let (rule, tenant) = (request.rule, record.tenant)
            return (
                try Audience(rule, of: tenant, among: .everybody, at: now, database),
                try Audience(rule, of: tenant, among: .followers(of: channels), at: now, database)
            )
        }
        let reply = Reply(
            endUsers: try await everybody.told(context.store),
            followers: try await followers.told(context.store),
            countedAt: now
        )
        sizes.keep(reply, of: question)
        return reply
    }
}

extension Audience {
    /// How many end users one reading of the database looks at: a tenth of a second at most.
    private static let slice = 100_000

    /// Its size as partners are told it, counted among the tenant's other reads.
    fileprivate func told(_ store: Store) async throws -> Int64 {
        var (count, place): (Int64, EndUserID?) = (0, nil)
        repeat {
            let after = place
            let found = try await store.read { database in
                try self.count(after: after, looking: Self.slice, in: database)
            }
            count += found.count
            place = found.next
        } while place != nil
        return count - count % SegmentLimits.sizeStep
    }
}

/// Sizes that were counted less than a minute ago.
final class SegmentSizes: Sendable {
    struct Question: Hashable, Sendable {
        let partner: PartnerID
        let rule: SegmentRule
    }

    private static let lifeMilliseconds: Int64 = 60_000
    private static let most = 1_000

    private let answers = Mutex<[Question: PreviewSegment.Reply]>([:])

    func known(_ question: Question, at now: Instant) -> PreviewSegment.Reply? {
        answers.withLock { answers in
            answers[question].flatMap { Self.isYoung($0, at: now) ? $0 : nil }
        }
    }

    func keep(_ reply: PreviewSegment.Reply, of question: Question) {
        answers.withLock { answers in
            if answers.count >= Self.most {
                answers = answers.filter { Self.isYoung($0.value, at: reply.countedAt) }
            }
            if answers.count < Self.most { answers[question] = reply }
        }
    }

    private static func isYoung(_ reply: PreviewSegment.Reply, at now: Instant) -> Bool {
        reply.countedAt.isNear(now, within: lifeMilliseconds)
    }
}
