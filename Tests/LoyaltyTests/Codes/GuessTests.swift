import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct GuessTests {
    private let wrong = RedeemByCode.Request(code: "0", endUserCode: "0")

    @Test(arguments: [-3600, 3600, 2 * 86_400, 10 * 86_400, -10 * 86_400])
    func `five wrong codes stay free when the clock is set`(seconds: Int64) async throws {
        let house = try await House()
        let owner = house.operatorOf()
        try await owner.refused(.codeRefused, RedeemByCode.self, wrong)
        house.clock.jumpWall(by: .seconds(seconds))
        for _ in 0..<4 { try await owner.refused(.codeRefused, RedeemByCode.self, wrong) }
        house.clock.jumpWall(by: .seconds(-seconds))
        try await owner.refused(.codeRefused, RedeemByCode.self, wrong)
        for step in [seconds, -seconds, -seconds, seconds] {
            for _ in 0..<8 { try await expectShortWait(owner) }
            house.clock.jumpWall(by: .seconds(step))
            try await expectShortWait(owner)
        }
    }

    /// Tries a wrong code; what is asked to wait for is a quarter of an hour at most.
    private func expectShortWait(_ owner: Somebody) async throws {
        do {
            try await owner.call(RedeemByCode.self, wrong)
        } catch let refused as CallRefused {
            #expect(refused.retryAfterMilliseconds ?? 0 <= 15 * 60_000)
        }
    }

    @Test func `two hundred slips, one in two minutes, cost nothing`() async throws {
        let house = try await House()
        let owner = house.operatorOf()
        for _ in 0..<200 {
            try await owner.refused(.codeRefused, RedeemByCode.self, wrong)
            house.clock.advance(by: .seconds(119))
        }
    }

    @Test func `one guesser keeps no colleague from the till, nor another program`() async throws {
        let house = try await House()
        let guesser = house.operatorOf()
        for _ in 0..<80 {
            do {
                try await guesser.call(RedeemByCode.self, wrong)
            } catch let refused as CallRefused {
                house.clock.advance(by: .milliseconds(refused.retryAfterMilliseconds ?? 0))
            }
        }
        for colleague in [house.operatorOf(), house.operatorOf()] {
            for _ in 0..<5 { try await colleague.refused(.codeRefused, RedeemByCode.self, wrong) }
        }
    }

    @Test(arguments: [-3600, 2 * 86_400, 10 * 86_400])
    func `a scan and a code of a clock that was wrong do not live on`(seconds: Int64) async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        house.clock.jumpWall(by: .seconds(seconds))
        let code = try await ana.call(GetIDCode.self, .init())
        let scanned = try await owner.call(
            ScanCode.self,
            .init(text: try await ana.call(GetIDCode.self, .init()).text)
        )
        guard case .endUser(let scan) = scanned else {
            Issue.record("no end user was scanned")
            return
        }
        house.clock.jumpWall(by: .seconds(-seconds))
        try await owner.refused(.codeExpired, ScanCode.self, .init(text: code.text))
        try await owner.refused(.notFound, GetScan.self, .init(scan: scan.scan))
    }
}
