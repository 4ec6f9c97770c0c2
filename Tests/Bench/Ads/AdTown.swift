import FoundationEssentials
import GRDB
import OctopusAdvertisingContract
import OctopusContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit

/// A tenant full of advertising, written by SQL in bulk: as the service would have left it, so that
/// `advertising check-ledger` agrees.
///
/// Every campaign runs, is shown at all placements, and at most three times a day to an end user; two of ten are for
/// everybody, the others for a tenth of the end users. Each end user was shown one of them today.
struct AdTown {
    let campaigns: Int
    let partners: Int
    let endUsers: Int

    static let tenant = TenantID(id(.tenant, 0))
    static let placements = (0..<4).map { PlacementID(id(.placement, $0)) }

    static func endUser(_ number: Int) -> EndUserID { EndUserID(id(.endUser, number)) }

    /// So many of them, by a stride, so that neighbours in time are none in the indexes.
    func people(_ count: Int) -> [EndUserID] {
        (0..<count).map { Self.endUser($0 * 7_919 % endUsers) }
    }

    func make(databasePath: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: databasePath, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            // Nobody else reads it, and one that breaks off is made anew.
            for setting in ["journal_mode = OFF", "synchronous = OFF", "cache_size = -262144"] {
                try database.execute(sql: "PRAGMA \(setting)")
            }
            try database.inTransaction {
                try placePlaces(database)
                try placePartners(database)
                for number in 0..<campaigns { try placeCampaign(number, database) }
                try placePeople(database)
                return .commit
            }
            try database.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try queue.close()
    }

    // MARK: Rows

    /// Whose they are is told apart by their ids.
    private enum Kind: UInt8 {
        case tenant = 20
        case placement, application, partner, attribute, segment, ad, adRequest, campaign
        case campaignRequest, endUser
    }

    private static func id(_ kind: Kind, _ number: Int) -> UUID {
        Furniture.id(kind.rawValue, UInt32(number))
    }

    private static let dayMilliseconds: Int64 = 86_400_000
    /// Of all campaigns together: 38,000 a second, so that a pace keeps few calls from an ad.
    private static let impressions: Int64 = 100_000_000_000

    private var now: Int64 { SystemClock().now.milliseconds }
    private var impressionsEach: Int64 { Self.impressions / Int64(campaigns) }

    private func insert(
        _ table: String,
        _ values: KeyValuePairs<String, (any DatabaseValueConvertible)?>,
        _ database: Database
    ) throws {
        let marks = values.map { _ in "?" }.joined(separator: ", ")
        let columns = values.map(\.key).joined(separator: ", ")
        let statement = try database.cachedStatement(
            sql: "INSERT INTO \(table) (\(columns)) VALUES (\(marks))"
        )
        try statement.execute(arguments: StatementArguments(values.map(\.value)))
    }

    private func placePlaces(_ database: Database) throws {
        let application = Self.id(.application, 0)
        try insert(
            "tenants",
            ["id": Self.tenant, "version": 1, "time_zone": "Europe/Zagreb", "currency": "EUR"],
            database
        )
        try insert(
            "applications",
            [
                "id": application, "tenant": Self.tenant, "version": 1, "name": "Mall",
                "name_key": "mall", "kind": "app", "shows_ads": 1, "status": "active",
                "created_at": now,
            ],
            database
        )
        for (number, placement) in Self.placements.enumerated() {
            try insert(
                "placements",
                [
                    "id": placement, "tenant": Self.tenant, "application": application,
                    "version": 1, "name": "Place \(number)", "name_key": "place \(number)",
                    "sort": "banner", "formats": #"["text"]"#, "shows_ads": 1,
                    "status": "active", "created_at": now,
                ],
                database
            )
        }
        try insert(
            "segment_attributes",
            [
                "id": Self.id(.attribute, 0), "tenant": Self.tenant, "version": 1,
                "kind": "number", "slot": 0,
            ],
            database
        )
    }

    /// Each has a segment, and the impressions of its campaigns.
    private func placePartners(_ database: Database) throws {
        for number in 0..<partners {
            let partner = Self.id(.partner, number)
            let least = Double(number % 10 * 10)
            let rule = SegmentRule.attribute(
                AttributeCondition(
                    attributeId: AttributeID(Self.id(.attribute, 0)),
                    numbers: NumberRange(least: least, most: least + 9)
                )
            )
            try insert(
                "partners",
                [
                    "id": partner, "tenant": Self.tenant, "version": 1, "name": "Café \(number)",
                    "status": "active",
                ],
                database
            )
            try insert(
                "segments",
                [
                    "id": Self.id(.segment, number), "version": 1, "partner": partner,
                    "rule": try json(rule), "is_active": 1,
                ],
                database
            )
            try insert(
                "impression_balances",
                ["partner": partner, "tenant": Self.tenant],
                database
            )
            let own = impressionsEach * Int64(campaigns / partners + 1)
            try insert(
                "impression_ledger",
                [
                    "at": now, "partner": partner, "kind": "increase",
                    "from_account": "adjusted", "to_account": "available",
                    "amount": own, "reason": "A measure.",
                    "actor_kind": "service",
                ],
                database
            )
        }
    }

    /// With its ad, and its impressions set aside.
    private func placeCampaign(_ number: Int, _ database: Database) throws {
        let (id, ad) = (Self.id(.campaign, number), Self.id(.ad, number))
        let partner = Self.id(.partner, number % partners)
        let turn = number / partners
        let segments = turn % 10 < 2 ? [] : [SegmentID(Self.id(.segment, number % partners))]
        let ads = try json([AdID(ad)])
        let (begins, ends) = (now - Self.dayMilliseconds, now + 29 * Self.dayMilliseconds)
        let priority = 4 + turn % 3
        try insert(
            "ads",
            [
                "id": ad, "tenant": Self.tenant, "partner": partner, "version": 2,
                "name": "Coffee \(number)", "format": "text", "headline": "Coffee",
                "text": "Coffee for two, all day long.", "action": "Book",
                "target": "https://cafe.example/book", "cards": "[]", "status": "approved",
                "request": Self.id(.adRequest, number), "created_at": now,
            ],
            database
        )
        try insert(
            "campaigns",
            [
                "id": id, "tenant": Self.tenant, "partner": partner, "version": 4,
                "name": "May \(number)", "ads": ads, "impressions": impressionsEach,
                "starts_at": begins, "ends_at": ends,
                "blocked_hours": "[]", "segments": try json(segments), "cap_most": 3,
                "cap_period": "day", "priority": priority, "weight": 1,
                "status": "running", "request": Self.id(.campaignRequest, number),
                "is_stopped": 0, "shown": ads, "due_at": ends, "created_at": begins,
                "started_at": begins,
            ],
            database
        )
        try insert("campaign_ads", ["ad": ad, "campaign": id], database)
        try insert("impression_reservations", ["id": id, "partner": partner], database)
        try insert(
            "impression_ledger",
            [
                "at": now, "partner": partner, "kind": "reservation", "from_account": "available",
                "to_account": "reserved", "amount": impressionsEach, "campaign": id,
                "actor_kind": "service",
            ],
            database
        )
    }

    /// All have agreed to everything.
    private func placePeople(_ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO end_users (id, tenant, version, code, status)
                VALUES (?, ?, 1, ?, 'active')
                """
        )
        for number in 0..<endUsers {
            let code = String(1_000_000_000 + number)
            try statement.execute(arguments: [Self.endUser(number), Self.tenant, code])
        }
        let consents = ConsentKind.allCases.indices.reduce(0) { $0 | 1 << $1 }
        try database.execute(
            sql: """
                INSERT INTO segment_people (tenant, id, version, is_active, consents, s0)
                SELECT tenant, id, 1, 1, ?, CAST(code % 100 AS REAL) FROM end_users
                """,
            arguments: [consents]
        )
        try database.execute(
            sql: """
                CREATE TEMP TABLE numbered (number INTEGER PRIMARY KEY, id BLOB NOT NULL);
                INSERT INTO numbered SELECT row_number() OVER () - 1, id FROM campaigns;
                """
        )
        try database.execute(
            sql: """
                INSERT INTO campaign_caps (campaign, end_user, counted, last_at, until_at)
                SELECT numbered.id, end_users.id, 1, :now, :end
                FROM end_users JOIN numbered ON number = code % :campaigns
                """,
            arguments: [
                "now": now, "end": now + Self.dayMilliseconds, "campaigns": campaigns,
            ]
        )
    }

    private func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }
}
