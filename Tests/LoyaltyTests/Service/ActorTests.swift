import OctopusLoyaltyContract
import FoundationEssentials
import GRDB
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct ActorTests {
    @Test func `an event bears the person whose call caused it, and who acted in their place`()
        async throws
    {
        let house = try await House()
        let actor = UUID()
        let acting = house.operatorOf(impersonator: actor)
        let made = try await acting.newPointType("plum")
        let own = house.operatorOf()
        let other = try await own.newPointType("pear")
        let names = try await house.inspect { database in
            try Row.fetchAll(
                database,
                sql: "SELECT subject, person, actor FROM events WHERE person IS NOT NULL"
            ).map { row -> [UUID?] in [row["subject"], row["person"], row["actor"]] }
        }
        #expect(
            Set(names) == [
                [made.uuid, acting.person.subject, actor], [other.uuid, own.person.subject, nil],
            ]
        )
        await house.close()
    }
}
