import FoundationEssentials
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// Random histories against the model: lots, balances, next expiries, sums of the ledger, holds and coupons
/// are equal, over changes of summer time in both zones and ends of months.
///
/// `OCTOPUS_LONG=1` does 120,000 operations.
struct HistoryTests {
    private static let isLong = ProcessInfo.processInfo.environment["OCTOPUS_LONG"] != nil

    @Test(
        arguments: [
            // Summer time begins in New York, in Zagreb; it ends there and here.
            (1, "2026-03-07T20:00:00Z"), (2, "2026-03-28T06:00:00Z"), (3, "2026-10-24T06:00:00Z"),
            (4, "2026-10-31T20:00:00Z"),
            // Ends of January and of the February of a leap year.
            (5, "2027-01-30T06:00:00Z"), (6, "2028-02-27T06:00:00Z"),
        ] as [(UInt64, String)]
    )
    func `whatever happens, the service says what the model says`(
        seed: UInt64,
        start: String
    ) async throws {
        let begin = try Date(start, strategy: .iso8601).timeIntervalSince1970
        var history = try await History(seed: seed, at: Instant(milliseconds: Int64(begin) * 1000))
        let count = Self.isLong ? 20_000 : 400
        let every = Self.isLong ? 250 : 40
        for number in 1...count {
            do {
                try await history.step()
                if number % every == 0 { try await history.compare() }
                if number == count / 2 { try await history.restart() }
            } catch {
                Issue.record("seed \(seed), step \(number), after \(history.last): \(error)")
                return
            }
        }
        for shop in history.shops {
            for (type, _) in shop.types {
                let totals = try await shop.clerk.call(
                    CheckLedger.self,
                    .init(pointTypeId: type)
                )
                #expect(totals.isBalanced)
            }
        }
        await history.house.close()
    }

    @Test func `a model that is wrong by one point is noticed`() async throws {
        var history = try await History(seed: 7, at: Instant(milliseconds: 1_772_352_000_000))
        for _ in 0..<20 { try await history.step() }
        try await history.compare()
        let key = try #require(history.awards.first).key
        history.model.book(key, .user, .spent, 1)
        let wrong = history
        await #expect(throws: Differs.self) { try await wrong.compare() }
    }
}
