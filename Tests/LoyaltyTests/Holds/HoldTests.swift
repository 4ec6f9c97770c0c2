import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

struct HoldTests {
    /// Ana with ten points at the café.
    private func furnished() async throws -> (House, Somebody, PointTypeID) {
        let house = try await House()
        let owner = house.operatorOf()
        let type = try await owner.newPointType()
        try await owner.award(10, of: type, to: house.ana)
        return (house, owner, type)
    }

    private func balance(_ house: House) async throws -> Balance? {
        try await house.endUser(house.ana).call(GetWallet.self, .init()).balances.first
    }

    @Test func `held points count in no balance, and can't be spent otherwise`() async throws {
        let (house, owner, type) = try await furnished()
        let hold = try await owner.hold(7, of: type, of: house.ana)
        #expect(hold.balance == 3)
        #expect(hold.expiresAt == house.clock.now.adding(.seconds(15 * 60)))
        #expect(try await balance(house)?.amount == 3)
        #expect(try await balance(house)?.held == 7)
        let more = HoldPoints.Request(endUserId: house.ana, pointTypeId: type, amount: 4)
        try await owner.refused(.insufficientPoints, HoldPoints.self, more)
        let told = try await house.events(PointsHeld.self)
        #expect(told.map(\.amount) == [7] && told.map(\.balance) == [3])
        try await house.expectBalanced()
        // A balance of held points alone is shown all the same.
        try await owner.hold(3, of: type, of: house.ana)
        #expect(try await balance(house)?.amount == 0)
        #expect(try await balance(house)?.held == 10)
        let totals = try await owner.call(CheckLedger.self, .init(pointTypeId: type))
        #expect(totals.isBalanced && totals.held == 0 && totals.onHold == 10)
    }

    @Test(arguments: [nil, 10, 4, 1] as [Int64?])
    func `what is posted is spent, and the rest goes back`(amount: Int64?) async throws {
        let (house, owner, type) = try await furnished()
        let hold = try await owner.hold(10, of: type, of: house.ana).holdId
        let spent = amount ?? 10
        let reply = try await owner.call(PostHold.self, .init(holdId: hold, amount: amount))
        #expect(
            reply == .init(posted: spent, released: 10 - spent, expired: nil, balance: 10 - spent)
        )
        let totals = try await owner.call(CheckLedger.self, .init(pointTypeId: type))
        #expect(totals.spent == spent && totals.held == 10 - spent && totals.onHold == 0)
        let ended = try await house.events(HoldEnded.self)
        #expect(ended.map(\.status) == [.posted])
        #expect(ended.map(\.spent) == [spent] && ended.map(\.returned) == [10 - spent])
        // It is done once.
        for request in [PostHold.Request(holdId: hold), .init(holdId: hold, amount: 1)] {
            try await owner.refused(.holdEnded, PostHold.self, request)
        }
        try await owner.refused(.holdEnded, VoidHold.self, .init(holdId: hold))
        try await house.expectBalanced()
    }

    @Test func `no more is posted than is held, and a refusal ends nothing`() async throws {
        let (house, owner, type) = try await furnished()
        let hold = try await owner.hold(6, of: type, of: house.ana).holdId
        let more = PostHold.Request(holdId: hold, amount: 7)
        let refusal = try await owner.refused(.invalid, PostHold.self, more)
        #expect(refusal.violations.map(\.path) == ["amount"])
        #expect(try await owner.call(PostHold.self, .init(holdId: hold)).posted == 6)
        try await house.expectBalanced()
    }

    @Test func `a voided hold gives all back, once`() async throws {
        let (house, owner, type) = try await furnished()
        let hold = try await owner.hold(6, of: type, of: house.ana).holdId
        let reply = try await owner.call(VoidHold.self, .init(holdId: hold))
        #expect(reply == .init(released: 6, expired: nil, balance: 10))
        let refusal = try await owner.refused(.holdEnded, PostHold.self, .init(holdId: hold))
        #expect(refusal.message.contains("voided"))
        try await owner.refused(.holdEnded, VoidHold.self, .init(holdId: hold))
        try await owner.refused(.wrongState, RefundHold.self, .init(holdId: hold))
        #expect(try await balance(house)?.held == nil)
        try await house.expectBalanced()
    }

    @Test func `from its end on it can't be posted, whether or not the job has come`() async throws
    {
        let (house, owner, type) = try await furnished()
        let hold = try await owner.hold(6, of: type, of: house.ana, minutes: 1)
        try await house.instance.jobs.runDue()
        house.clock.advance(by: .milliseconds(59_999))
        try await house.instance.jobs.runDue()
        #expect(try await balance(house)?.amount == 4)
        house.clock.advance(by: .milliseconds(1))
        for method in 0..<2 {
            try await owner.refused(.holdExpired, PostHold.self, .init(holdId: hold.holdId))
            try await owner.refused(.holdExpired, VoidHold.self, .init(holdId: hold.holdId))
            let shown = try await owner.call(ListHolds.self, .init()).items
            #expect(shown.map(\.status) == [.expired])
            if method == 0 { try await house.instance.jobs.runDue() }
        }
        // The job is woken for the very moment.
        #expect(try await balance(house)?.amount == 10)
        #expect(try await house.events(HoldEnded.self).map(\.status) == [.expired])
        try await house.instance.jobs.runDue()
        #expect(try await house.events(HoldEnded.self).count == 1)
        let entry = try #require(try await owner.call(ListLedger.self, .init()).items.first)
        #expect(entry.kind == .release && entry.holdId == hold.holdId)
        #expect(entry.actor.kind == .service)
        try await house.expectBalanced()
    }

    @Test func `history tells what came and went once`() async throws {
        let (house, owner, type) = try await furnished()
        let hold = try await owner.hold(6, of: type, of: house.ana).holdId
        try await owner.call(PostHold.self, .init(holdId: hold, amount: 4))
        let lines = try await house.endUser(house.ana).call(ListHistory.self, .init()).items
        #expect(lines.map(\.kind) == [.release, .post, .hold, .award])
        #expect(lines.map(\.change) == [2, 0, -6, 10])
    }

    @Test func `holds are listed by end user and status, newest first, in pages`() async throws {
        let (house, owner, type) = try await furnished()
        try await owner.award(10, of: type, to: house.ben)
        var holds: [HoldID] = []
        for number in 0..<6 {
            let endUser = number.isMultiple(of: 2) ? house.ana : house.ben
            holds.append(try await owner.hold(1, of: type, of: endUser).holdId)
        }
        try await owner.call(VoidHold.self, .init(holdId: holds[0]))
        try await owner.call(PostHold.self, .init(holdId: holds[1]))
        func listed(_ endUser: EndUserID?, _ status: HoldStatus?) async throws -> [Int] {
            var (found, next): ([HoldID], PageCursor?) = ([], nil)
            repeat {
                let page = try await owner.call(
                    ListHolds.self,
                    .init(endUserId: endUser, status: status, after: next, limit: 2)
                )
                found += page.items.map(\.id)
                next = page.next
            } while next != nil
            return found.compactMap(holds.firstIndex(of:))
        }
        #expect(try await listed(nil, nil) == [5, 4, 3, 2, 1, 0])
        #expect(try await listed(nil, .pending) == [5, 4, 3, 2])
        #expect(try await listed(house.ana, nil) == [4, 2, 0])
        #expect(try await listed(house.ana, .pending) == [4, 2])
        #expect(try await listed(house.ben, .posted) == [1])
        let theirs = try await house.operatorOf(house.bakery).call(ListHolds.self, .init())
        #expect(theirs.items.isEmpty)
    }
}
