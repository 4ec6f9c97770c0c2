import OctopusAdvertisingContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// What caps and paces come to by the clocks of the tenant, through the service and its database.
struct PaceTests {
    /// Zagreb's clocks go on in the first night and back in the second one.
    @Test(
        arguments: [("2026-03-28T23:00:00", 23), ("2026-10-24T22:00:00", 25)] as [(String, Int64)]
    )
    func `of forty at once three are shown a day, on the days too on which clocks change`(
        midnight: String,
        hours: Int64
    ) async throws {
        var house = try await House()
        let before = instant(midnight) - house.clock.now.milliseconds - 5000
        house.pass(.milliseconds(before))
        try await house.buy(1_000_000)
        let place = try await house.place().id
        let cap = CampaignCap(most: 3, period: .day)
        let terms = try await house.minuteTerms(1_000_000, cap: cap, seconds: 3 * 86_400)
        let campaign = try await house.minute(terms)
        #expect(try await house.shown(of: 40, at: place) == 3)
        house.pass(.milliseconds(4999))
        #expect(try await house.shown(of: 40, at: place) == 0)
        house.pass(.milliseconds(1))
        #expect(try await house.shown(of: 40, at: place) == 3)
        house.pass(.milliseconds(hours * 3_600_000 - 1))
        house = try await House(restarting: house)
        #expect(try await house.shown(of: 40, at: place) == 0)
        house.pass(.milliseconds(1))
        #expect(try await house.shown(of: 40, at: place) == 3)
        #expect(try await house.operatorOf().seen(campaign).counted == 9)
        await house.close()
    }

    private static let minutes: Int64 = 360
    private static let total: Int64 = 720

    /// How many are shown until when, if they are shown evenly from some moment on.
    private struct Line {
        let begins: Int64
        let counted: Int64

        func counted(before minute: Int64) -> Double {
            let part = Double(minute - begins) / Double(PaceTests.minutes - begins)
            return Double(counted) + Double(PaceTests.total - counted) * part
        }
    }

    /// Its partner pauses it in the third hour, and the service ends and starts after the fourth.
    @Test(arguments: [1, 2] as [UInt64])
    func `skewed traffic is shown evenly, also after a pause and a restart, and none is over`(
        seed: UInt64
    ) async throws {
        var house = try await House()
        try await house.buy(Self.total)
        let place = try await house.place().id
        let terms = try await house.minuteTerms(Self.total, seconds: Self.minutes * 60)
        var campaign = try await house.minute(terms)
        var random = SeededGenerator(seed: seed)
        var (line, counted) = (Line(begins: 0, counted: 0), 0 as Int64)
        for minute in 0..<Self.minutes {
            let cafe = house.operatorOf()
            switch minute {
            case 120: campaign = try await cafe.pause(cafe.seen(campaign))
            case 180:
                campaign = try await cafe.resume(campaign)
                line = Line(begins: minute, counted: counted)
            case 240: house = try await House(restarting: house)
            default: break
            }
            // Few at first, then bursts.
            let usual = [3, 4, 5, 8, 20, 6][Int(minute) / 60]
            let isBurst = Int.random(in: 0..<20, using: &random) == 0
            let asked =
                isBurst ? usual * 5 : Int.random(in: usual / 2 + 1...usual * 2, using: &random)
            let some = try await house.shown(of: asked, at: place)
            let isPaused = (120..<180).contains(minute)
            #expect(!isPaused || some == 0)
            counted += Int64(some)
            #expect(counted <= Self.total)
            house.pass(.seconds(minute == Self.minutes - 1 ? 59 : 60))
            let off = abs(Double(counted) - line.counted(before: minute + 1))
            if !isPaused { #expect(off <= 0.05 * Double(Self.total), "\(minute): \(counted)") }
        }
        // The last minute lets go of what is left.
        counted += Int64(try await house.shown(of: 60, at: place))
        #expect(counted == Self.total)
        try await house.runJobs()
        let ended = try await house.operatorOf().seen(campaign)
        #expect(ended.endedBy == .impressions && ended.counted == Self.total)
        try await house.expectBalanced()
        await house.close()
    }
}
