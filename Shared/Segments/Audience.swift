package import GRDB
package import OctopusContract
package import OctopusPartnersContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Those whom a rule selects among the active end users of a tenant.
///
/// It holds for the moment at which it was made: days in rules are counted back from it.
///
///     let group = Audience.Group.followers(of: channels)
///     let audience = try Audience(
///         segment.rule, by: partner, of: tenant, among: group, at: now, database)
///     try audience.contains(endUser, in: database)
///     let slice = try audience.slice(after: place, looking: 2_000, in: database)
package struct Audience: Sendable {
    /// Among whom a rule selects.
    package enum Group: Sendable, Hashable {
        /// All active end users of the tenant.
        case everybody
        /// Those of them who follow one of these channels.
        case followers(of: [ChannelID])
    }

    /// Some of an audience, in the order of their ids.
    package struct Slice: Sendable {
        package let members: [EndUserID]
        /// After whom to go on; nil after the last end user.
        package let next: EndUserID?
    }

    private let tenant: TenantID
    private let partner: PartnerID
    private let condition: String
    private let arguments: [DatabaseValue]

    /// - Parameters:
    ///   - rule: Checked by ``SegmentCheck``; one that names an attribute which was retired since then
    ///     selects nobody, lest a `not` before it selects everybody.
    ///   - partner: Whose rule it is: what end users did at others it knows nothing of.
    ///   - tenant: Whose end users they are.
    ///   - group: Among whom.
    ///   - now: The moment.
    ///   - database: Knows the attributes.
    /// - Throws: What the database throws.
    package init(
        _ rule: SegmentRule,
        by partner: PartnerID,
        of tenant: TenantID,
        among group: Group,
        at now: Instant,
        _ database: Database
    ) throws {
        let attributes = try SegmentAttribute.inUse(of: tenant, in: database)
        self.init(rule, by: partner, of: tenant, among: group, at: now, knowing: attributes)
    }

    /// The same of many rules, with the tenant's attributes that are in use.
    package init(
        _ rule: SegmentRule,
        by partner: PartnerID,
        of tenant: TenantID,
        among group: Group,
        at now: Instant,
        knowing attributes: [AttributeID: SegmentAttribute]
    ) {
        (self.tenant, self.partner) = (tenant, partner)
        var sql = RuleSQL(attributes, of: partner, at: now)
        var condition = sql.condition(rule)
        if case .followers(let channels) = group {
            condition += " AND " + sql.follows(channels)
        }
        (self.condition, arguments) = sql.isBroken ? ("0", []) : (condition, sql.arguments)
    }

    /// Whether an end user belongs to it now.
    package func contains(_ endUser: EndUserID, in database: Database) throws -> Bool {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT 1 FROM segment_people AS p WHERE p.tenant = :tenant
                AND p.id BETWEEN :first AND :last AND p.is_active = 1 AND \(condition)
                """,
            arguments: given(after: endUser, last: endUser)
        )
        return row != nil
    }

    /// The next of them, among so many end users: what it costs does not depend on how few they are.
    package func slice(
        after place: EndUserID?,
        looking count: Int,
        in database: Database
    ) throws -> Slice {
        let last = try last(after: place, looking: count, in: database)
        let members = try EndUserID.fetchAll(
            database,
            sql: """
                SELECT p.id FROM segment_people AS p WHERE p.tenant = :tenant
                AND p.id > :first AND p.id <= :last AND p.is_active = 1 AND \(condition)
                """,
            arguments: given(after: place, last: last)
        )
        return Slice(members: members.sorted(), next: last)
    }

    /// How many of them there are between two places, and how many of those follow a channel.
    ///
    /// - Parameters:
    ///   - place: After whom they begin; nil for the first.
    ///   - last: With whom they end; nil for all that come.
    ///   - channels: Those that are followed.
    ///   - database: Has the end users.
    /// - Returns: The numbers.
    /// - Throws: What the database throws.
    package func sizes(
        after place: EndUserID?,
        to last: EndUserID?,
        followersOf channels: [ChannelID],
        in database: Database
    ) throws -> AudienceSizes {
        var sql = RuleSQL([:], of: partner, at: Instant(milliseconds: 0))
        let follows = sql.follows(channels)
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT count(*), ifnull(sum(p.noise), 0),
                ifnull(sum((\(follows)) * (p.noise + \(SizeNoise.onePerson))), 0)
                FROM segment_people AS p WHERE p.tenant = :tenant
                AND p.id > :first AND p.id <= :last AND p.is_active = 1 AND \(condition)
                """,
            arguments: given(sql.arguments, after: place, last: last)
        )
        let followers: Int64 = row?[2] ?? 0
        return AudienceSizes(
            everybody: row?[0] ?? 0,
            everybodySum: row?[1] ?? 0,
            followers: followers / SizeNoise.onePerson,
            followersSum: followers % SizeNoise.onePerson
        )
    }

    /// What rows of another table tell of those who are between two places.
    ///
    /// - Parameters:
    ///   - facts: The rows.
    ///   - place: After whom they begin; nil for the first.
    ///   - last: With whom they end; nil for all that come.
    ///   - database: Has both.
    ///   - take: Is given the end user, their number for ``SizeNoise``, and the row, whose columns begin at 2.
    /// - Throws: What the database throws.
    package func read(
        _ facts: AudienceFacts,
        after place: EndUserID?,
        to last: EndUserID?,
        in database: Database,
        _ take: (EndUserID, Int64, Row) throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT f.end_user, p.noise, \(facts.columns)
                FROM \(facts.table) AS f CROSS JOIN segment_people AS p
                WHERE \(facts.condition) AND f.end_user > :first AND f.end_user <= :last
                AND p.tenant = :tenant AND p.id = f.end_user AND p.is_active = 1 AND \(condition)
                """,
            arguments: given(facts.arguments, after: place, last: last)
        )
        while let row = try rows.next() { try take(row[0], row[1], row) }
    }

    /// The last of so many end users after a place; nil if nobody comes after them.
    package func last(
        after place: EndUserID?,
        looking count: Int,
        in database: Database
    ) throws -> EndUserID? {
        try EndUserID.one(
            database,
            """
            SELECT id FROM segment_people WHERE tenant = ? AND id > ?
            ORDER BY id LIMIT 1 OFFSET ?
            """,
            [tenant, place ?? .beforeAll, count - 1]
        )
    }

    /// What a statement is given: the end users between two places, and what the rule asks.
    private func given(
        _ before: [DatabaseValue] = [],
        after place: EndUserID?,
        last: EndUserID?
    ) -> StatementArguments {
        StatementArguments(before + arguments) + [
            "tenant": tenant, "first": place ?? .beforeAll, "last": last ?? .afterAll,
        ]
    }
}

extension EndUserID {
    /// What no end user's id comes before.
    package static let beforeAll = first(atMilliseconds: 0)
    /// What no end user's id comes after.
    package static let afterAll = EndUserID(
        UUID(uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
    )
}

/// Rows of a table that tell of end users, each by some keys of its own.
///
/// The table has a column `end_user` and an index of the key and it, so that those of some people are read alone.
package struct AudienceFacts: Sendable {
    let table: String
    let columns: String
    let condition: String
    let arguments: [DatabaseValue]

    /// Names them.
    ///
    /// - Parameters:
    ///   - table: Where they are, which is `f` in the condition.
    ///   - key: The column of the keys.
    ///   - keys: Which.
    ///   - columns: What is read.
    ///   - condition: What else must be so, with what stands for its question marks.
    package init(
        _ table: String,
        _ key: String,
        in keys: [some DatabaseValueConvertible],
        telling columns: [String],
        where condition: (sql: String, arguments: [any DatabaseValueConvertible]) = ("1", [])
    ) {
        self.table = table
        self.columns = columns.map { "f.\($0)" }.joined(separator: ", ")
        let marks = keys.map { _ in "?" }.joined(separator: ", ")
        self.condition = "f.\(key) IN (\(marks)) AND \(condition.sql)"
        arguments = keys.map(\.databaseValue) + condition.arguments.map(\.databaseValue)
    }
}

/// How large some of an audience is.
package struct AudienceSizes: Sendable {
    package let everybody: Int64
    /// The sum of their numbers, for ``SizeNoise``.
    package let everybodySum: Int64
    /// Those of them who follow one of the channels.
    package let followers: Int64
    package let followersSum: Int64
}
