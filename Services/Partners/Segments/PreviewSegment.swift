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
        let (endUsers, followers) = try await audience.told(channels, store)
        let reply = PreviewSegment.Reply(
            endUsers: endUsers,
            followers: followers,
            countedAt: now
        )
        sizes.previews.keep(reply, of: question, at: now)
        return reply
    }
}

extension Audience {
    /// How many end users one reading of the database looks at: some hundredths of a second.
    private static let slice = 25_000

    /// Its sizes as partners are told them, counted in slices among the tenant's other reads: two at a
    /// time, since the question is short and a processor beside the first one's is free most often.
    fileprivate func told(
        _ channels: [ChannelID],
        _ store: Store
    ) async throws -> (endUsers: Int64, followers: Int64) {
        var (endUsers, followers, place): (Int64, Int64, EndUserID?) = (0, 0, nil)
        var (endUsersSum, followersSum): (Int64, Int64) = (0, 0)
        let noise = try await store.read { try SizeNoise(in: $0) }
        repeat {
            let begin = place
            let (middle, end) = try await ends(after: begin, store)
            async let first = sizes(after: begin, to: middle, channels, store)
            let second =
                middle == nil ? nil : try await sizes(after: middle, to: end, channels, store)
            for sizes in [try await first, second].compactMap(\.self) {
                endUsers += sizes.everybody
                followers += sizes.followers
                endUsersSum += sizes.everybodySum
                followersSum += sizes.followersSum
            }
            place = end
        } while place != nil
        return (noise.told(endUsers, endUsersSum), noise.told(followers, followersSum))
    }

    /// Where the next two slices end; nil at the last end user.
    private func ends(
        after begin: EndUserID?,
        _ store: Store
    ) async throws -> (EndUserID?, EndUserID?) {
        try await store.read { database in
            let middle = try self.last(after: begin, looking: Self.slice, in: database)
            guard let middle else { return (nil, nil) }
            return (middle, try self.last(after: middle, looking: Self.slice, in: database))
        }
    }

    private func sizes(
        after begin: EndUserID?,
        to end: EndUserID?,
        _ channels: [ChannelID],
        _ store: Store
    ) async throws -> AudienceSizes {
        try await store.read { database in
            try self.sizes(after: begin, to: end, followersOf: channels, in: database)
        }
    }
}
