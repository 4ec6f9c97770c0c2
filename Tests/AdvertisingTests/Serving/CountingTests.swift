import OctopusContract
import OctopusServiceKit
import Testing

@testable import OctopusAdvertising

@Suite struct CountingTests {
    /// A decision of a campaign of ten, a minute to be shown in.
    private struct Decided {
        var town: Town
        let terms: ServedTerms
        let claims: ImpressionClaims

        init(_ change: (inout ServedTerms) -> Void = { _ in }) throws {
            town = Town(bought: 10, life: 60_000)
            terms = town.terms(10, change)
            town.run(terms)
            let request = town.request(town.newID())
            let answer = town.state.pick(request, at: town.now)
            let picked = try #require(answer)
            claims = town.claims(request, picked)
        }

        mutating func tell(_ beacon: Beacon) -> BeaconOutcome {
            town.state.count(beacon, of: claims, at: town.now)
        }

        var budget: [Int64] {
            let budget = town.state.budget(of: town.balance)
            return [budget?.counted ?? -1, budget?.live ?? -1]
        }
    }

    @Test func `served is not shown, and shown counts once`() throws {
        var decided = try Decided()
        #expect(decided.budget == [0, 1])
        #expect(decided.tell(.shown) == .counted(NewlyCounted(impression: true)))
        #expect(decided.budget == [1, 0])
        #expect(decided.tell(.shown) == .repeated)
        decided.town.wait(61_000)
        decided.town.serve()
        #expect(decided.tell(.shown) == .repeated)
        #expect(decided.budget == [2, 0])
    }

    @Test func `a view and a click count once each, and tell that it was shown`() throws {
        var decided = try Decided()
        #expect(decided.tell(.click) == .counted(NewlyCounted(impression: true, click: true)))
        #expect(decided.tell(.viewable) == .counted(NewlyCounted(viewable: true)))
        for beacon in Beacon.allCases { #expect(decided.tell(beacon) == .repeated) }
        #expect(decided.budget == [1, 0])
    }

    @Test func `a late impression counts if one is to be had`() throws {
        var decided = try Decided()
        decided.town.wait(60_000)
        let late = NewlyCounted(impression: true, isLate: true)
        #expect(decided.tell(.shown) == .counted(late))
        #expect(decided.budget == [1, 0])
        #expect(decided.tell(.shown) == .repeated)
    }

    @Test func `a late impression does not count if nothing is left`() throws {
        var decided = try Decided()
        decided.town.wait(60_000)
        #expect((0..<20).count { _ in decided.town.serve() != nil } == 10)
        #expect(decided.tell(.shown) == .refused(.notReservable))
        #expect(decided.tell(.click) == .refused(.notReservable))
        #expect(decided.budget == [10, 0])
    }

    @Test func `nor if the cap has none, or the campaign was stopped`() throws {
        var capped = try Decided { $0.caps = [FrequencyCap(most: 1, period: .day)] }
        capped.town.wait(60_000)
        #expect(capped.town.serve(capped.claims.endUser) != nil)
        #expect(capped.tell(.shown) == .refused(.notReservable))

        var stopped = try Decided()
        stopped.town.state.stop(stopped.terms.id)
        #expect(stopped.town.serve() == nil)
        stopped.town.wait(60_000)
        #expect(stopped.tell(.shown) == .refused(.notReservable))
    }

    @Test func `a stopped campaign's reservation counts in time`() throws {
        var decided = try Decided()
        decided.town.state.stop(decided.terms.id)
        #expect(decided.tell(.shown) == .counted(NewlyCounted(impression: true)))
    }

    @Test func `after the time of grace nothing counts, and nothing is kept`() throws {
        var decided = try Decided()
        decided.town.wait(659_999)
        #expect(decided.tell(.shown) != .refused(.tooLate))
        decided.town.wait(1)
        for beacon in Beacon.allCases { #expect(decided.tell(beacon) == .refused(.tooLate)) }
        decided.town.serve(isShown: false)
        #expect(decided.town.state.reservations.count == 1)
    }

    @Test func `a start goes on from what the database has`() throws {
        var decided = try Decided { $0.caps = [FrequencyCap(most: 2, period: .day)] }
        let shown = decided.claims
        _ = decided.tell(.shown)
        let request = decided.town.request(shown.endUser)
        let answer = decided.town.state.pick(request, at: decided.town.now)
        let picked = try #require(answer)
        let live = decided.town.claims(request, picked)

        // The same town, of which the database has the one counted.
        var again = Town(bought: 10)
        _ = again.state.put(decided.terms, counted: 1, countedToday: 1, at: again.now.milliseconds)
        #expect(again.tenant == decided.town.tenant)
        again.state.remember(shown, viewable: false, click: false)
        again.state.remember(
            1,
            for: shown.endUser,
            of: shown.campaign,
            at: again.now,
            now: again.now
        )

        #expect(again.state.count(.shown, of: shown, at: again.now) == .repeated)
        let new = NewlyCounted(impression: true)
        #expect(again.state.count(.shown, of: live, at: again.now) == .counted(new))
        #expect(again.state.count(.shown, of: live, at: again.now) == .repeated)
        #expect(again.state.budget(of: decided.terms.id)?.counted == 2)
        // Both count for the cap.
        #expect(again.state.pick(again.request(shown.endUser), at: again.now) == nil)
        #expect(again.serve() != nil)
    }

    @Test func `what other tenants and unknown campaigns are told of counts nowhere`() throws {
        var decided = try Decided()
        let other = ImpressionClaims(
            decision: decided.town.newID(),
            tenant: decided.claims.tenant,
            endUser: decided.claims.endUser,
            placement: decided.claims.placement,
            campaign: decided.town.newID(),
            ad: decided.claims.ad,
            expiresAt: decided.claims.expiresAt
        )
        #expect(
            decided.town.state.count(.shown, of: other, at: decided.town.now)
                == .refused(.unknownCampaign)
        )
    }

    @Test func `decisions beyond the bound of memory are not made`() {
        var limits = ServingState.Limits()
        limits.decisions = 3
        var town = Town(life: 60_000, limits: limits)
        town.run(town.terms())
        #expect((0..<5).count { _ in town.serve() != nil } == 3)
        town.wait(660_000)
        #expect(town.serve() != nil)
    }
}
