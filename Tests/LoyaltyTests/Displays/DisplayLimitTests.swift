import GRDB
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct DisplayLimitTests {
    @Test func `what a program's screen gives counts once, and end users are told no numbers`()
        async throws
    {
        let house = try await House()
        let till = house.operatorOf()
        let type = try await till.newPointType()
        try await house.desk().call(
            SetIssuanceLimits.self,
            .init(
                version: 0,
                limits: IssuanceLimits(operatorDailyPoints: 10, partnerDailyPoints: 100)
            )
        )
        let kiosk = Somebody(
            house: house,
            person: Person(
                subject: house.ids.uuid(at: house.clock.now),
                kind: .service,
                tenant: house.mall,
                partner: house.cafe,
                session: SessionID(house.ids.uuid(at: house.clock.now)),
                levels: House.all
            )
        )
        try await till.award(9, of: type, to: house.ben)
        let display = try await kiosk.display(
            .points(pointTypeId: type, amount: 6),
            seconds: 3600,
            uses: 9
        )
        _ = try await house.endUser(house.ana).use(kiosk.shown(display))
        let (cafe, program) = (house.cafe, kiosk.person.subject)
        let counted = try await house.inspect { database in
            let points = "SELECT points FROM issuance_days WHERE id = ?"
            return [
                try Int64.one(database, points, [program]),
                try Int64.one(database, points, [cafe]),
            ]
        }
        #expect(counted == [6, 15])
        let text = try await kiosk.shown(display)
        let refused = try await house.endUser(house.ben)
            .refused(.issuanceLimit, UseDisplayedCode.self, .init(text: text))
        #expect(!refused.message.contains("10") && refused.violations.isEmpty)
        // The till has a limit of its own.
        try await till.award(1, of: type, to: house.ben)
        try await house.expectBalanced()
    }
}
