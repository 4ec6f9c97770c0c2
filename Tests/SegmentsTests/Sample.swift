import GRDB
import OctopusContract
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusSegments

typealias SampleWorld = World<SampleEnvironment>

struct SampleEnvironment: Sendable {}

extension World<SampleEnvironment> {
    /// A service that has segments and follows channels.
    static func sample(seed: UInt64 = 1) async throws -> SampleWorld {
        let followers = """
            CREATE TABLE channel_followers (
                channel BLOB NOT NULL, end_user BLOB NOT NULL, UNIQUE (channel, end_user)
            ) STRICT;
            """
        let definition = ServiceDefinition<SampleEnvironment>(
            name: "sample",
            migrations: MigrationSet(
                "sample",
                [Migration(name: "V001-followers", bytes: Array(followers.utf8))]
            ),
            people: People(),
            methods: [],
            parts: [.segments],
            makeEnvironment: { _ in SampleEnvironment() }
        )
        var plans = PlanRules()
        plans.excused["INSERT INTO channel_followers"] = "a test's own"
        let options = WorldOptions(
            seed: seed,
            plans: plans,
            reportPlans: { faults in for fault in faults { Issue.record("\(fault)") } }
        )
        return try await World(definition, options)
    }

    func newID<ID: TypedID>(_ type: ID.Type = ID.self) -> ID { ID(ids.uuid(at: clock.now)) }

    /// Tells of an attribute of the mall's.
    func attribute(
        _ kind: AttributeKind,
        choices: [String]? = nil,
        id: AttributeID? = nil,
        version: Int64 = 1,
        retiredAt: Instant? = nil,
        of tenant: TenantID? = nil
    ) async throws -> AttributeID {
        let id = id ?? newID()
        try await tell(
            AttributeChanged(
                id: id,
                version: version,
                name: "\(id)",
                kind: kind,
                choices: choices,
                retiredAt: retiredAt
            ),
            of: tenant ?? mall
        )
        return id
    }

    func tell(
        _ endUser: EndUserID,
        _ values: [ProfileValue] = [],
        consents: [ConsentKind]? = nil,
        _ status: EndUserStatus = .active,
        version: Int64 = 1,
        of tenant: TenantID? = nil
    ) async throws {
        try await tell(
            EndUserChanged(
                id: endUser,
                version: version,
                code: "C",
                status: status,
                consents: consents
            ),
            personal: status == .erased ? nil : .init(name: "Ana", values: values),
            of: tenant ?? mall
        )
    }

    /// Tells when an end user was last seen.
    func tell(_ endUser: EndUserID, seenOn day: Int64, version: Int64 = 1) async throws {
        try await tell(
            EndUserSeen(id: endUser, version: version),
            personal: .init(lastSeenOn: CivilDate(day: day).text),
            of: mall
        )
    }

    /// Tells what an end user did at a partner, by default at the café.
    func tell(
        _ endUser: EndUserID,
        earnedOn: Int64?,
        redeemedOn: Int64?,
        id: EndUserActivityID? = nil,
        version: Int64 = 1,
        at partner: PartnerID? = nil
    ) async throws {
        try await tell(
            EndUserActivityChanged(
                id: id ?? newID(),
                version: version,
                endUserId: endUser,
                lastEarnedOn: earnedOn.map { CivilDate(day: $0).text },
                lastRedeemedOn: redeemedOn.map { CivilDate(day: $0).text }
            ),
            of: mall,
            partner: partner ?? cafe
        )
    }

    func follow(
        _ endUser: EndUserID,
        _ channels: some Sequence<ChannelID> & Sendable
    ) async throws {
        try await instance.store.write { transaction in
            for channel in channels {
                try transaction.database.run(
                    "INSERT INTO channel_followers (channel, end_user) VALUES (?, ?)",
                    [channel, endUser]
                )
            }
        }
    }

    /// Whom a rule selects, slice by slice; by default one of the café's.
    func selected(
        by rule: SegmentRule,
        at partner: PartnerID? = nil,
        among group: Audience.Group = .everybody,
        looking count: Int = 7,
        of tenant: TenantID? = nil
    ) async throws -> [EndUserID] {
        let (now, tenant, partner) = (clock.now, tenant ?? mall, partner ?? cafe)
        return try await instance.store.read { database in
            let audience = try Audience(
                rule,
                by: partner,
                of: tenant,
                among: group,
                at: now,
                database
            )
            var (members, place): ([EndUserID], EndUserID?) = ([], nil)
            repeat {
                let slice = try audience.slice(after: place, looking: count, in: database)
                let sizes = try audience.sizes(
                    after: place,
                    to: slice.next,
                    followersOf: [],
                    in: database
                )
                #expect(sizes.everybody == Int64(slice.members.count))
                #expect(sizes.followers == 0)
                members += slice.members
                place = slice.next
            } while place != nil
            return members
        }
    }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
