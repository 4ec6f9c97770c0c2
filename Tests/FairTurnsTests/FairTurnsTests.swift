import OctopusFairTurns
import OctopusServiceKit
import Testing

/// Who is next.
struct FairTurnsTests {
    private func fill(_ turns: inout FairTurns<Int>, _ share: Share, _ count: Int) {
        for number in 0..<count { turns.append(number, share: share) }
    }

    private func turns(of queue: inout FairTurns<Int>, first count: Int) -> [Share: Int] {
        var had: [Share: Int] = [:]
        for _ in 0..<count {
            guard let (_, share) = queue.popFirst() else { break }
            had[share, default: 0] += 1
        }
        return had
    }

    @Test func `a share's own elements stay in order`() {
        var queue = FairTurns<Int>()
        fill(&queue, .of(1), 300)
        #expect((0..<300).map { _ in queue.popFirst()?.element } == (0..<300).map { $0 })
        #expect(queue.isEmpty && queue.popFirst() == nil)
    }

    @Test func `who asks for little waits for one turn of the others`() {
        var queue = FairTurns<Int>()
        fill(&queue, .of(1), 1000)
        _ = turns(of: &queue, first: 100)
        queue.append(7, share: .of(2))
        let two = [queue.popFirst()?.share, queue.popFirst()?.share]
        #expect(two.contains(.of(2)))
    }

    @Test func `a tenant's turns don't grow with its programs and persons`() {
        var queue = FairTurns<Int>()
        for program in 1...5 {
            for person in UInt8(1)...10 { fill(&queue, .of(1, program, person), 20) }
        }
        fill(&queue, .of(2), 1000)
        let had = turns(of: &queue, first: 400)
        #expect(had[.of(2)] == 200)
    }

    @Test
    func `a program's turns don't grow with its persons, nor does one person take all of them`() {
        var queue = FairTurns<Int>()
        for person in UInt8(1)...50 { fill(&queue, .of(1, 1, person), 20) }
        fill(&queue, .of(1, 2, 1), 1000)
        fill(&queue, .of(1, 2, 2), 1000)
        let had = turns(of: &queue, first: 400)
        #expect(had[.of(1, 2, 1)] == 100 && had[.of(1, 2, 2)] == 100)
        #expect((1...50).allSatisfy { had[.of(1, 1, $0)] == 4 })
    }

    @Test func `each program of the installation is a tenant of its own`() {
        var queue = FairTurns<Int>()
        fill(&queue, .of(0, 1), 100)
        fill(&queue, .of(0, 2), 100)
        fill(&queue, .of(1), 100)
        #expect(Set(turns(of: &queue, first: 90).values) == [30])
    }

    @Test func `an idle share is used by the others and saves nothing up`() {
        var queue = FairTurns<Int>()
        fill(&queue, .of(1), 1000)
        queue.append(0, share: .of(2))
        #expect(turns(of: &queue, first: 500)[.of(1), default: 0] >= 499)
        fill(&queue, .of(2), 1000)
        let had = turns(of: &queue, first: 100)
        #expect((49...51).contains(had[.of(2), default: 0]))
    }

    @Test func `what a turn turned out to cost counts`() {
        var queue = FairTurns<Int>(turnCost: 0)
        fill(&queue, .of(1), 1000)
        fill(&queue, .of(2), 1000)
        var had: [Share: Int] = [:]
        for _ in 0..<110 {
            guard let (_, share) = queue.popFirst() else { break }
            had[share, default: 0] += 1
            queue.charge(share, cost: share == .of(1) ? 10_000 : 1000)
        }
        #expect((9...11).contains(had[.of(1), default: 0]))
    }

    @Test func `what was used stays charged while one is away for a moment`() {
        var queue = FairTurns<Int>(turnCost: 0)
        fill(&queue, .of(2), 3)
        queue.append(0, share: .of(1))
        while let (_, share) = queue.popFirst(), share == .of(2) {
            queue.charge(share, cost: 1)
        }
        queue.charge(.of(1), cost: 1000)
        queue.append(0, share: .of(1))
        fill(&queue, .of(2), 50)
        #expect(turns(of: &queue, first: 40)[.of(1)] == nil)
    }

    @Test func `those that have no room are passed over and keep their turn`() {
        var queue = FairTurns<Int>()
        for tenant in UInt8(1)...3 {
            for program in 1...2 { fill(&queue, .of(tenant, program), 4) }
        }
        var asked = 0
        let next = queue.popFirst { share in
            asked += 1
            return share.tenant == Share.of(3).tenant ? nil : .tenant
        }
        // Once for each tenant: what is full for a tenant is full for all its programs.
        #expect(next?.share.tenant == Share.of(3).tenant && asked == 3)
        #expect(queue.popFirst { _ in .whole } == nil && queue.count == 23)
        #expect(queue.popFirst { _ in .person } == nil && queue.count == 23)
        #expect(turns(of: &queue, first: 23).values.reduce(0, +) == 23)
    }

    @Test func `what is gone leaves at once and costs no turn`() {
        var queue = FairTurns<Int>()
        fill(&queue, .of(1), 100)
        fill(&queue, .of(2), 10)
        _ = queue.popFirst()
        fill(&queue, .of(1), 1)
        #expect(queue.removeAll(of: .of(1)) { $0 >= 10 || $0 == 0 }.count == 91)
        #expect(queue.removeAll(of: .of(3)) { _ in true }.isEmpty)
        #expect(queue.count == 19 && queue.count(of: .of(1)) == 9)
        #expect(queue.count(of: .of(2), .tenant) == 10)
        #expect(turns(of: &queue, first: 20) == [.of(1): 9, .of(2): 10])
    }

    @Test func `the newest of a share gives way`() {
        var queue = FairTurns<Int>()
        fill(&queue, .of(1), 3)
        #expect(queue.popLast(of: .of(1)) == 2 && queue.popLast(of: .of(2)) == nil)
        #expect(queue.count == 2 && queue.popFirst()?.element == 0)
        #expect(queue.popLast(of: .of(1)) == 1 && queue.popLast(of: .of(1)) == nil)
        #expect(queue.isEmpty && queue.popFirst() == nil)
        fill(&queue, .of(1), 1)
        #expect(queue.popFirst()?.element == 0)
    }

    /// Any sequence: nothing is lost, and no share waits longer than all the others have a turn.
    @Test(arguments: 0..<60) func `nobody waits for more than one turn of each other share`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        var queue = FairTurns<Int>()
        let tenants = UInt8.random(in: 1...6, using: &random)
        var waiting: [Share: Int] = [:]
        // For each tenant with something that waits: turns of others since its last one.
        var turnsOfOthers: [Share: Int] = [:]
        func tenant(_ share: Share) -> Share {
            Share(tenant: share.tenant, program: "", person: nil)
        }
        for step in 0..<2000 {
            if Int.random(in: 0..<5, using: &random) < 3 {
                let share = Share.of(
                    .random(in: 1...tenants, using: &random),
                    .random(in: 0..<3, using: &random),
                    .random(in: 0..<4, using: &random)
                )
                queue.append(step, share: share)
                waiting[share, default: 0] += 1
            } else if let (_, share) = queue.popFirst() {
                waiting[share, default: 0] -= 1
                #expect(waiting[share, default: -1] >= 0)
                for other in Set(waiting.filter { $0.value > 0 }.keys.map(tenant)) {
                    turnsOfOthers[other, default: 0] += 1
                }
                turnsOfOthers[tenant(share)] = 0
                #expect(turnsOfOthers.values.allSatisfy { $0 <= 2 * Int(tenants) })
            }
            for (share, count) in waiting { #expect(queue.count(of: share) == count) }
        }
        while let (_, share) = queue.popFirst() { waiting[share, default: 0] -= 1 }
        #expect(waiting.values.allSatisfy { $0 == 0 } && queue.isEmpty)
    }
}
