import OctopusContract
import OctopusServiceKit
import Testing

@testable import OctopusAdvertising

@Suite struct BudgetTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `no steps in any order exceed what was bought`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var budget = ImpressionBudget(bought: 50)
        for _ in 0..<2_000 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let available = budget.available
                #expect(budget.reserve() == (available > 0))
            case 5..<7 where budget.live > 0: budget.confirm()
            case 7..<9 where budget.live > 0: budget.release()
            default:
                let (before, bought) = (budget, Int64.random(in: 0..<100, using: &random))
                if !budget.change(bought: bought) {
                    #expect(budget == before)
                    #expect(bought < budget.counted + budget.live)
                }
            }
            #expect(budget.counted + budget.live <= budget.bought)
            #expect(budget.live >= 0)
        }
    }

    /// Three of four tell that they were shown, some only after a part of them expired.
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `a thousand bought and five thousand decisions at once end at a thousand`(
        seed: UInt64
    ) async {
        var town = Town(bought: 1_000, life: 1_000)
        let terms = [town.terms(1_000), town.terms(1_000)]
        for terms in terms { town.run(terms) }
        let serving = AdServing(town.state)
        var random = SeededGenerator(seed: seed)
        for round in 0..<20 {
            let asked = town
            let calls = (0..<250).map { _ in
                (town.request(town.newID()), Int.random(in: 0..<4, using: &random) > 0)
            }
            await withTaskGroup(of: Void.self) { group in
                for (request, isShown) in calls {
                    group.addTask { @concurrent in
                        guard let picked = serving.pick(request, at: asked.now) else { return }
                        if isShown {
                            let claims = asked.claims(request, picked)
                            _ = serving.count(.shown, of: claims, at: asked.now)
                        }
                        let budget = serving.change { $0.budget(of: asked.balance) }
                        if let budget { #expect(budget.counted + budget.live <= 1_000) }
                    }
                }
            }
            town.wait(round % 2 == 0 ? 500 : 1_500)
        }
        for _ in 0..<300 {
            town.wait(2_000)
            let request = town.request(town.newID())
            guard let picked = serving.pick(request, at: town.now) else { continue }
            _ = serving.count(.shown, of: town.claims(request, picked), at: town.now)
        }
        let (now, balance) = (town.now, town.balance)
        serving.sweep(at: now.adding(milliseconds: 10_000))
        let budget = serving.change { $0.budget(of: balance) }
        #expect(budget == ImpressionBudget(bought: 1_000, counted: 1_000))
        let each = terms.map { terms in
            serving.change { $0.budget(of: terms.id)?.counted ?? 0 }
        }
        #expect(each.reduce(0, +) == 1_000)
        #expect(each.allSatisfy { $0 > 300 })
    }

    @Test func `a campaign uses no more than its own part of the balance`() {
        var town = Town(bought: 100)
        let terms = town.terms(30)
        town.run(terms)
        #expect((0..<100).count { _ in town.serve() != nil } == 30)
        #expect(town.state.budget(of: town.balance)?.counted == 30)
    }

    @Test func `more bought wakes the campaigns of a spent balance`() {
        var town = Town(bought: 2)
        town.run(town.terms(10))
        #expect((0..<5).count { _ in town.serve() != nil } == 2)
        town.wait(3_600_000)
        #expect(town.serve() == nil)
        #expect(town.state.put(town.balance, bought: 1) == false)
        #expect(town.state.put(town.balance, bought: 5) == true)
        #expect((0..<5).count { _ in town.serve() != nil } == 3)
    }

    @Test func `other terms go on with what is counted, and need impressions for it`() {
        var town = Town(bought: 100)
        var terms = town.terms(10)
        town.run(terms)
        for _ in 0..<6 { town.serve() }
        town.serve(isShown: false)
        terms = ServedTerms(
            id: terms.id,
            tenant: terms.tenant,
            balance: terms.balance,
            impressions: 6,
            time: terms.time,
            ads: terms.ads
        )
        #expect(town.run(terms) == false)
        town.wait(60_000)
        #expect(town.serve() != nil)
        terms = ServedTerms(
            id: terms.id,
            tenant: terms.tenant,
            balance: terms.balance,
            impressions: 9,
            time: terms.time,
            ads: terms.ads,
            pacing: .soon
        )
        #expect(town.run(terms) == true)
        #expect((0..<9).count { _ in town.serve() != nil } == 2)
    }
}
