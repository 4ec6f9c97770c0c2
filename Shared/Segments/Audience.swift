package import GRDB
package import OctopusContract
package import OctopusPartnersContract
import OctopusServiceKit

/// Those whom a rule selects among the active end users of a tenant.
///
/// It holds for the moment at which it was made: days in rules are counted back from it.
///
///     let audience = try Audience(segment.rule, of: tenant, among: .followers(of: channels), at: now, database)
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
    private let condition: String
    private let arguments: [DatabaseValue]

    /// - Parameters:
    ///   - rule: Checked by ``SegmentCheck``; one that names an attribute which was retired since then
    ///     selects nobody, lest a `not` before it selects everybody.
    ///   - tenant: Whose end users they are.
    ///   - group: Among whom.
    ///   - now: The moment.
    ///   - database: Knows the attributes.
    /// - Throws: What the database throws.
    package init(
        _ rule: SegmentRule,
        of tenant: TenantID,
        among group: Group,
        at now: Instant,
        _ database: Database
    ) throws {
        let attributes = try SegmentAttribute.inUse(of: tenant, in: database)
        self.init(rule, of: tenant, among: group, at: now, knowing: attributes)
    }

    /// The same of many rules, with the tenant's attributes that are in use.
    package init(
        _ rule: SegmentRule,
        of tenant: TenantID,
        among group: Group,
        at now: Instant,
        knowing attributes: [AttributeID: SegmentAttribute]
    ) {
        self.tenant = tenant
        var sql = RuleSQL(attributes, at: now)
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
                SELECT 1 FROM segment_people AS p
                WHERE p.tenant = ? AND p.id = ? AND p.is_active = 1 AND \(condition)
                """,
            arguments: arguments([tenant.databaseValue, endUser.databaseValue])
        )
        return row != nil
    }

    /// The next of them, among so many end users: what it costs does not depend on how few they are.
    package func slice(
        after place: EndUserID?,
        looking count: Int,
        in database: Database
    ) throws -> Slice {
        let range = try SegmentRange(of: tenant, after: place, count, in: database)
        let members = try EndUserID.fetchAll(
            database,
            sql: """
                SELECT p.id FROM segment_people AS p
                WHERE \(range.condition) AND p.is_active = 1 AND \(condition)
                """,
            arguments: arguments(range.arguments)
        )
        return Slice(members: members.sorted(), next: range.last)
    }

    /// How many of them there are among so many end users, and how many of those follow a channel.
    package func sizes(
        after place: EndUserID?,
        looking count: Int,
        followersOf channels: [ChannelID],
        in database: Database
    ) throws -> AudienceSizes {
        let range = try SegmentRange(of: tenant, after: place, count, in: database)
        var sql = RuleSQL([:], at: Instant(milliseconds: 0))
        let follows = sql.follows(channels)
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT count(*), total(\(follows)) FROM segment_people AS p
                WHERE \(range.condition) AND p.is_active = 1 AND \(condition)
                """,
            arguments: arguments(sql.arguments + range.arguments)
        )
        return AudienceSizes(
            everybody: row?[0] ?? 0,
            followers: Int64((row?[1] ?? 0) as Double),
            next: range.last
        )
    }

    private func arguments(_ before: [DatabaseValue]) -> StatementArguments {
        StatementArguments(before + arguments)
    }
}

/// How large some of an audience is.
package struct AudienceSizes: Sendable {
    package let everybody: Int64
    /// Those of them who follow one of the channels.
    package let followers: Int64
    /// After whom to go on; nil after the last end user.
    package let next: EndUserID?
}

/// Some of a tenant's end users, one after the other.
private struct SegmentRange {
    /// The last of them; nil if nobody comes after them.
    let last: EndUserID?
    private let tenant: TenantID
    private let after: EndUserID?

    init(
        of tenant: TenantID,
        after place: EndUserID?,
        _ count: Int,
        in database: Database
    ) throws {
        (self.tenant, after) = (tenant, place)
        last = try EndUserID.one(
            database,
            """
            SELECT id FROM segment_people WHERE tenant = ? AND id > ?
            ORDER BY id LIMIT 1 OFFSET ?
            """,
            [tenant, Self.start(place), count - 1]
        )
    }

    var condition: String { "p.tenant = ? AND p.id > ?" + (last == nil ? "" : " AND p.id <= ?") }

    var arguments: [DatabaseValue] {
        [tenant.databaseValue, Self.start(after)] + (last.map { [$0.databaseValue] } ?? [])
    }

    /// Before every id.
    private static func start(_ place: EndUserID?) -> DatabaseValue {
        (place ?? EndUserID.first(atMilliseconds: 0)).databaseValue
    }
}
