import GRDB
package import OctopusPartnersContract
import OctopusSegments
package import OctopusServiceKit
import OctopusStore

extension PreviewSegment: WaitingReadHandler {
    package static func run(
        _ request: Request,
        in context: WaitingContext<PartnersEnvironment>
    ) async throws -> Reply {
        try await context.sizes(of: request.rule) { partner, database in
            var fields = FieldRules()
            try SegmentFields.check(request.rule, of: partner, &fields, in: database)
            try fields.check()
        }
    }
}

extension WaitingContext<PartnersEnvironment> {
    /// How many end users a rule selects, as the partner is told it; for a minute the same.
    func sizes(
        of rule: SegmentRule,
        checking: @escaping @Sendable (PartnerRecord, Database) throws -> Void = { _, _ in }
    ) async throws -> PreviewSegment.Reply {
        let (partner, now) = (try caller.requirePartner(), now)
        let question = SegmentSizes.Question(partner: partner, rule: rule)
        let sizes = environment.segmentSizes
        if let known = sizes.previews.known(question, at: now) { return known }
        try sizes.begin(for: partner, at: now)
        defer { sizes.end(for: partner) }
        let (audience, channels) = try await store.read { database in
            let record = try PartnerRecord.active(partner, in: database)
            try checking(record, database)
            return (
                try Audience(
                    rule,
                    by: partner,
                    of: record.tenant,
                    among: .everybody,
                    at: now,
                    database
                ),
                try SegmentFields.channels(of: partner, in: database)
            )
        }
        let (endUsers, followers) = try await audience.told(followersOf: channels, store)
        let reply = PreviewSegment.Reply(
            endUsers: endUsers,
            followers: followers,
            countedAt: now
        )
        sizes.previews.keep(reply, of: question, at: now)
        return reply
    }
}
