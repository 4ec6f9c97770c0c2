import FoundationEssentials
import GRDB
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

@testable import OctopusHelpdesk

extension World<HelpdeskEnvironment> {
    /// The café's user who sends messages.
    var sender: Somebody { operatorOf() }

    /// End users of the mall, as the followers of identity and partners would keep them.
    @discardableResult
    func crowd(
        _ count: Int,
        following channels: [ChannelID] = [],
        agreeing: Bool = false
    ) async throws -> [EndUserID] {
        let (mall, ids, now) = (mall, ids, clock.now)
        let people = (0..<count).map { _ in EndUserID(ids.uuid(at: now)) }
        let consents = agreeing ? ConsentKind.inAppMarketing.bit : 0
        try await instance.store.write { transaction in
            for person in people {
                try transaction.database.run(
                    """
                    INSERT INTO end_users (id, tenant, version, code, status, name)
                    VALUES (?, ?, 1, ?, 'active', 'Somebody')
                    """,
                    [person, mall, "\(person)"]
                )
                try transaction.database.run(
                    """
                    INSERT INTO segment_people (tenant, id, version, is_active, consents)
                    VALUES (?, ?, 1, 1, ?)
                    """,
                    [mall, person, consents]
                )
                for channel in channels {
                    try transaction.database.run(
                        """
                        INSERT INTO channel_followers (id, version, channel, end_user)
                        VALUES (?, 1, ?, ?)
                        """,
                        [FollowID(ids.uuid(at: now)), channel, person]
                    )
                }
            }
        }
        return people
    }

    /// A segment of the café of which partners tell.
    func segment(
        _ rule: SegmentRule,
        of partner: PartnerID? = nil,
        _ status: SegmentStatus = .active
    ) async throws -> SegmentID {
        let id = SegmentID(ids.uuid(at: clock.now))
        try await tell(
            SegmentChanged(id: id, version: 1, name: "Some", rule: rule, status: status),
            of: mall,
            partner: partner ?? cafe
        )
        return id
    }

    /// One slice of the work that broadcasts are.
    @discardableResult
    func slice() async throws -> JobResult {
        try await ServiceInstance.transact(instance.store, instance.environment, ids) { context in
            try Broadcasting.run(in: context)
        }
    }

    /// Whom a broadcast came to, as often as it did.
    func receivers(of id: BroadcastID) async throws -> [EndUserID] {
        try await inspect { database in
            try EndUserID.fetchAll(
                database,
                sql: """
                    SELECT end_user FROM messages
                    JOIN conversations ON conversations.seq = messages.conversation
                    JOIN broadcasts ON broadcasts.seq = messages.broadcast
                    WHERE broadcasts.id = ? ORDER BY end_user
                    """,
                arguments: [id]
            )
        }
    }

    /// Partners tells what the tenant decided.
    func decide(_ request: RequestID, _ decision: RequestDecision) async throws {
        try await tell(
            RequestDecided(
                requestId: request,
                kind: .broadcast,
                decision: decision,
                decidedAt: clock.now
            ),
            of: mall,
            partner: cafe
        )
    }

    /// Lets a package give so many messages a month.
    func allow(
        _ messages: Int64?,
        products: [Product] = Product.allCases,
        version: Int64 = 1
    ) async throws {
        try await tell(
            PartnerEntitlementChanged(
                id: cafe,
                version: version,
                products: products.map(\.rawValue),
                limits: PackageLimits(messagesAMonth: messages)
            ),
            of: mall,
            partner: cafe
        )
    }
}

extension BroadcastTerms {
    static func to(
        _ channels: ChannelID...,
        segments: [SegmentID]? = nil,
        reach: BroadcastReach = .followers,
        file: StoredFile? = nil,
        videoLink: String? = nil,
        startsAt: Instant? = nil,
        quietHours: QuietHours? = nil
    ) -> BroadcastTerms {
        BroadcastTerms(
            title: "Autumn",
            text: "Pumpkin soup is back.",
            target: "https://cafe.example/soup",
            videoLink: videoLink ?? (file == nil ? "https://video.example/1" : nil),
            fileId: file?.fileId,
            audience: BroadcastAudience(reach: reach, channels: channels, segments: segments),
            startsAt: startsAt,
            quietHours: quietHours
        )
    }
}

extension Somebody {
    /// Writes a broadcast and schedules it.
    func send(_ terms: BroadcastTerms) async throws -> BroadcastID {
        let draft = try await call(CreateBroadcast.self, .init(terms: terms))
        return try await call(
            ScheduleBroadcast.self,
            .init(broadcastId: draft.broadcastId, version: draft.version)
        ).broadcastId
    }

    func broadcast(_ id: BroadcastID) async throws -> Broadcast {
        try await call(GetBroadcast.self, .init(broadcastId: id))
    }
}
