import OctopusContract
import Testing

@testable import OctopusAdvertising

@Suite struct FrequencyCapTests {
    @Test(arguments: 1...5)
    func `of forty requests at once three are served`(_ round: Int) async {
        var town = Town()
        town.run(town.terms { $0.caps = [FrequencyCap(most: 3, period: .day)] })
        let (serving, user, now) = (AdServing(town.state), town.newID() as EndUserID, town.now)
        let requests = (0..<40).map { _ in town.request(user) }
        let served = await withTaskGroup(of: Bool.self) { group in
            for request in requests {
                group.addTask { @concurrent in serving.pick(request, at: now) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(served == 3)
    }

    @Test(
        arguments: [
            ("2026-03-28T23:00:00", 23), ("2026-10-24T22:00:00", 25), ("2026-06-01T22:00:00", 24),
        ] as [(String, Int64)]
    )
    func `the day turns at the tenant's midnight`(_ midnight: String, hours: Int64) {
        var town = Town()
        town.now = Instant(milliseconds: instant(midnight) - 1000)
        town.run(town.terms(hours: 72) { $0.caps = [FrequencyCap(most: 3, period: .day)] })
        let user: EndUserID = town.newID()
        func served() -> Int { (0..<10).count { _ in town.serve(user) != nil } }
        #expect(served() == 3)
        town.wait(1000)
        #expect(served() == 3)
        town.wait(hours * 3_600_000 - 1)
        #expect(served() == 0)
        town.wait(1)
        #expect(served() == 3)
    }

    @Test func `what ends unshown is refunded, once`() {
        var town = Town(life: 60_000)
        town.run(town.terms { $0.caps = [FrequencyCap(most: 3, period: .day)] })
        let user: EndUserID = town.newID()
        #expect(town.serve(user) != nil)
        for _ in 0..<2 { #expect(town.serve(user, isShown: false) != nil) }
        #expect(town.serve(user) == nil)
        town.wait(60_000)
        for _ in 0..<2 { #expect(town.serve(user) != nil) }
        #expect(town.serve(user) == nil)
        town.wait(600_000)
        #expect(town.serve(user) == nil)
    }

    @Test func `a reservation of yesterday refunds nothing of today`() {
        var town = Town(life: 60_000)
        town.now = Instant(milliseconds: instant("2026-03-28T22:59:30"))
        town.run(town.terms { $0.caps = [FrequencyCap(most: 1, period: .day)] })
        let user: EndUserID = town.newID()
        town.serve(user, isShown: false)
        town.wait(45_000)
        #expect(town.serve(user) != nil)
        town.wait(30_000)
        #expect(town.serve(user) == nil)
    }

    @Test func `every cap of a campaign holds, each for its period`() {
        var town = Town()
        town.run(
            town.terms(hours: 24 * 90) {
                $0.caps = [
                    FrequencyCap(most: 2, period: .hour), FrequencyCap(most: 5, period: .day),
                    FrequencyCap(most: 8, period: .week), FrequencyCap(most: 9, period: .month),
                    FrequencyCap(most: 12, period: .lifetime),
                ]
            }
        )
        let user: EndUserID = town.newID()
        func served(in hours: Int64) -> Int {
            var served = 0
            for _ in 0..<hours {
                for _ in 0..<4 where town.serve(user) != nil { served += 1 }
                town.wait(3_600_000)
            }
            return served
        }
        // Sunday from nine in Ljubljana, then Monday, and the rest of March.
        #expect(served(in: 15) == 5)
        #expect(served(in: 24) == 4)
        // To the end of March, which has an hour less.
        #expect(served(in: 29 * 24 - 1) == 0)
        #expect(served(in: 24 * 20) == 3)
    }

    @Test func `without room to count nobody is served who is not counted`() {
        var limits = ServingState.Limits()
        limits.capEntries = 2
        var town = Town(limits: limits)
        town.run(town.terms { $0.caps = [FrequencyCap(most: 2, period: .day)] })
        let users: [EndUserID] = (0..<3).map { _ in town.newID() }
        #expect(users.map { town.serve($0) != nil } == [true, true, false])
        #expect(town.serve(users[0]) != nil)
        // The next day has room again.
        town.wait(16 * 3_600_000)
        #expect(town.serve(users[2]) != nil)
    }

    @Test func `entries are counted rightly, and a period that turned leaves none`() {
        var town = Town()
        town.run(town.terms(hours: 72) { $0.caps = [FrequencyCap(most: 2, period: .day)] })
        for _ in 0..<100 { town.serve(isShown: false) }
        #expect(town.state.capEntries == 100)
        town.wait(60_000)
        town.serve()
        town.wait(60_000)
        for _ in 0..<4 { town.serve() }
        #expect(town.state.capEntries == 5)
        town.wait(24 * 3_600_000)
        town.serve()
        #expect(town.state.capEntries == 1)
    }
}
