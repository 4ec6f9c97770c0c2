import GRDB
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusPartners

struct NearbyTests {
    @Test func `the nearest come first, within the radius`() async throws {
        let house = try await House()
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        var ids: [String: ChannelID] = [:]
        for (name, place) in [
            ("far", (45.85, 15.9)), ("near", (45.801, 15.9)), ("here", (45.8, 15.9)),
            ("beyond", (46.2, 15.9)),
        ] {
            ids[name] = try await cafe.publish(cafe.newChannel(name, at: place)).id
        }
        _ = try await cafe.publish(cafe.newChannel("nowhere"))
        _ = try await cafe.newChannel("a draft", at: (45.8, 15.9))
        let found = try await ana.near(45.8, 15.9, meters: 10_000)
        #expect(found.map(\.page.terms.name) == ["here", "near", "far"])
        #expect(found.map(\.distanceMeters) == [0, 111, 5560])
        #expect(try await ana.near(45.8, 15.9).count == 2)
        let cleo = house.endUser(house.cleo, of: house.bank)
        #expect(try await cleo.near(45.8, 15.9).isEmpty)
        await house.close()
    }

    @Test(arguments: [
        // The middle, over the date line, over both poles.
        (45.8, 15.9), (0.0, 179.999), (-17.0, -179.9999), (89.9, 10.0), (-90.0, 0.0),
    ])
    func `pages are all that is within the radius, by its distance`(
        latitude: Double,
        longitude: Double
    ) async throws {
        let house = try await House(seed: 7)
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        // One to start from: what the rest is copied of.
        _ = try await cafe.publish(cafe.newChannel(at: (latitude, longitude)))
        try await house.scatter(3000, around: latitude, longitude)
        let center = EarthPoint(
            latitudeE7: Int64((latitude * 1e7).rounded()),
            longitudeE7: Int64((longitude * 1e7).rounded())
        )
        let expected = try await house.inspect { database in
            try ChannelRecord.fetchAll(database, sql: "SELECT * FROM channels")
                .compactMap { record in record.point.map { center.meters(to: $0) } }
                .filter { $0 <= 20_000 }.map { Int64($0.rounded()) }.sorted()
        }
        #expect(expected.count > 300)
        let found = try await ana.near(latitude, longitude, meters: 20_000, limit: 97)
        #expect(found.map(\.distanceMeters) == expected)
        #expect(Set(found.map(\.page.channelId)).count == found.count)
        await house.close()
    }

    @Test func `all pages of twenty thousand follow each other`() async throws {
        let house = try await House(seed: 9)
        let (cafe, ana) = (house.operatorOf(), house.endUser(house.ana))
        _ = try await cafe.publish(cafe.newChannel(at: (45.8, 15.9)))
        try await house.scatter(20_000, around: 45.8, 15.9)
        let all = try await ana.near(45.8, 15.9, meters: 100_000, limit: 100)
        #expect(all.count > 15_000)
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.distanceMeters <= $1.distanceMeters })
        await house.close()
    }

    @Test func `a point off the earth, and a radius without bounds, are refused`() async throws {
        let house = try await House()
        let refused = try await house.endUser(house.ana).refused(
            .invalid,
            ListNearbyChannels.self,
            .init(latitudeE7: 900_000_001, longitudeE7: -1_800_000_001, radiusMeters: 100_001)
        )
        #expect(refused.violations.map(\.path) == ["latitudeE7", "longitudeE7", "radiusMeters"])
        await house.close()
    }
}

extension World<PartnersEnvironment> {
    /// Copies the first channel all about a point, some of them to the same place.
    fileprivate func scatter(
        _ count: Int64,
        around latitude: Double,
        _ longitude: Double
    ) async throws {
        let (south, west) = (Int64(latitude * 1e7), Int64(longitude * 1e7))
        try await instance.store.write { transaction in
            try transaction.database.execute(
                sql: """
                    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?),
                    places AS (
                        SELECT n, ? + (n * 7919 % 6007 - 3000) * 1000 AS latitude,
                            ? + (n * 104729 % 7001 - 3500) * (CASE WHEN abs(?) > 800000000 THEN 500000 ELSE 1000 END)
                            AS longitude
                        FROM numbers
                    )
                    INSERT INTO channels (id, tenant, partner, version, name, name_key, links, latitude,
                        longitude, status, is_hidden, created_at)
                    SELECT randomblob(16), tenant, partner, 1, name, name_key, links,
                        max(-900000000, min(900000000, places.latitude)),
                        (places.longitude + 5400000000) % 3600000000 - 1800000000,
                        'draft', 0, created_at
                    FROM places, (SELECT * FROM channels WHERE seq = 1) AS channel
                    """,
                arguments: [count, south, west, south]
            )
            try transaction.database.execute(sql: "UPDATE channels SET status = 'published'")
        }
    }
}
