import OctopusLoyaltyContract
import OctopusServiceKit
import Testing

@testable import OctopusLoyalty

struct LotTests {
    private let now = Instant(milliseconds: 1_000_000)

    private func lot(_ seq: Int64, _ remaining: Int64, expiresIn milliseconds: Int64?) -> Lot {
        Lot(
            seq: seq,
            remaining: remaining,
            expiresAt: milliseconds.map { now.adding(milliseconds: $0) }
        )
    }

    @Test func `what expires first is spent first, then what is older, then what never expires`()
        throws
    {
        let lots = [
            lot(1, 10, expiresIn: nil), lot(2, 10, expiresIn: 500), lot(3, 10, expiresIn: 100),
            lot(4, 10, expiresIn: 100),
        ]
        let portions = try Lots.spend(35, from: lots, at: now)
        #expect(
            portions == [
                Portion(lot: 3, amount: 10), Portion(lot: 4, amount: 10),
                Portion(lot: 2, amount: 10), Portion(lot: 1, amount: 5),
            ]
        )
    }

    @Test func `a lot can be spent until the millisecond before it expires`() throws {
        let lots = [lot(1, 5, expiresIn: 1)]
        #expect(try Lots.spend(5, from: lots, at: now) == [Portion(lot: 1, amount: 5)])
        #expect(throws: PointsRefusal.insufficient(missing: 5)) {
            try Lots.spend(5, from: lots, at: now.adding(milliseconds: 1))
        }
    }

    @Test func `an expired lot that nobody booked counts in no balance`() {
        let lots = [lot(1, 5, expiresIn: 0), lot(2, 7, expiresIn: 10), lot(3, 9, expiresIn: nil)]
        #expect(Lots.balance(lots, at: now) == 16)
    }

    @Test func `too few points tell how many are missing`() {
        #expect(throws: PointsRefusal.insufficient(missing: 1)) {
            try Lots.spend(6, from: [lot(1, 5, expiresIn: nil)], at: now)
        }
        #expect(PointsRefusal.insufficient(missing: 1).refusal.reason == .insufficientPoints)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `whatever is spent comes whole, out of lots that had it, the earliest first`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let lots = (1...Int64.random(in: 1...12, using: &random)).map { seq in
            lot(
                seq,
                .random(in: 0...20, using: &random),
                expiresIn: Bool.random(using: &random) ? nil : .random(in: -5...5, using: &random)
            )
        }
        let balance = Lots.balance(lots, at: now)
        let amount = Int64.random(in: 1...60, using: &random)
        guard amount <= balance else {
            #expect(throws: PointsRefusal.insufficient(missing: amount - balance)) {
                try Lots.spend(amount, from: lots, at: now)
            }
            return
        }
        let portions = try Lots.spend(amount, from: lots, at: now)
        #expect(portions.reduce(0) { $0 + $1.amount } == amount)
        let taken = Dictionary(uniqueKeysWithValues: portions.map { ($0.lot, $0.amount) })
        for lot in lots {
            #expect((taken[lot.seq] ?? 0) <= (lot.isSpendable(at: now) ? lot.remaining : 0))
        }
        let untouched = lots.filter { $0.isSpendable(at: now) && taken[$0.seq] != $0.remaining }
        for left in untouched {
            for earlier in portions.dropLast() {
                let lot = try #require(lots.first { $0.seq == earlier.lot })
                #expect(Lot.isSpentBefore(lot, left))
            }
        }
    }
}

struct ReversalTests {
    private let now = Instant(milliseconds: 1_000_000)

    private func award(
        _ amount: Int64,
        left: Int64,
        expiresAt: Instant? = nil,
        reversedAt: Instant? = nil
    ) -> AwardedLot {
        let ids = SeededIDs()
        return AwardedLot(
            id: AwardID(ids.uuid(at: now)),
            lot: Lot(seq: 1, remaining: left, expiresAt: expiresAt),
            amount: amount,
            awardedAt: now,
            holding: Holding(
                partner: PartnerID(ids.uuid(at: now)),
                endUser: EndUserID(ids.uuid(at: now)),
                pointType: PointTypeID(ids.uuid(at: now))
            ),
            reversedAt: reversedAt
        )
    }

    /// Of an award of 10 that never expired in part.
    private func reversal(
        _ policy: ReversalPolicy,
        _ award: AwardedLot,
        unreversed: Int64 = 10,
        balance: Int64 = 0
    ) throws(PointsRefusal) -> Reversal {
        try award.reversal(policy, unreversed: unreversed, balance: balance, at: now)
    }

    @Test func `what is left goes back, be it all, some or nothing`() throws {
        for left in [10, 3, 0] as [Int64] {
            let taken = try reversal(.remaining, award(10, left: left), balance: 50)
            #expect(taken == Reversal(own: left))
        }
    }

    @Test func `the whole goes back or nothing`() throws {
        #expect(try reversal(.whole, award(10, left: 10), balance: 50) == Reversal(own: 10))
        #expect(throws: PointsRefusal.partlyUsed(remaining: 3)) {
            try reversal(.whole, award(10, left: 3), balance: 50)
        }
    }

    @Test func `what has expired is gone and does not go back`() throws {
        let gone = award(10, left: 10, expiresAt: now)
        for policy in [ReversalPolicy.remaining, .withinBalance, .allowNegative] {
            let taken = try reversal(policy, gone, unreversed: 0, balance: 50)
            #expect(taken == Reversal(own: 0))
        }
        #expect(throws: PointsRefusal.partlyUsed(remaining: 0)) {
            try reversal(.whole, gone, unreversed: 0, balance: 50)
        }
    }

    @Test func `what was used is taken of other points, or owed`() throws {
        let used = award(10, left: 3)
        // What is usable with the award's own, and what of the 7 that were used comes from where.
        for (balance, others) in [(3, 0), (5, 2), (10, 7), (50, 7), (-4, 0)] as [(Int64, Int64)] {
            #expect(
                try reversal(.withinBalance, used, balance: balance)
                    == Reversal(own: 3, others: others)
            )
            #expect(
                try reversal(.allowNegative, used, balance: balance)
                    == Reversal(own: 3, others: others, owed: 7 - others)
            )
        }
    }

    @Test(arguments: ReversalPolicy.allCases)
    func `an award is reversed once`(policy: ReversalPolicy) {
        #expect(throws: PointsRefusal.alreadyReversed) {
            try reversal(policy, award(10, left: 0, reversedAt: now), balance: 50)
        }
    }
}
