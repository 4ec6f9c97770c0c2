import OctopusFairTurns
import OctopusServiceKit
import Testing

/// How much one may hold.
struct FairBoundTests {
    /// Takes units until the share gets none.
    private func fill(_ bound: inout FairBound, _ share: Share) -> Share.Level? {
        while true {
            if let full = bound.take(1, share) { return full }
        }
    }

    @Test func `one alone holds half, and the next finds room`() {
        var bound = FairBound(capacity: 1500)
        #expect(fill(&bound, .of(1, 1, 1)) == .person)
        #expect((750...850).contains(bound.held))
        for _ in 0..<200 { #expect(bound.take(1, .of(2)) == nil) }
    }

    @Test(arguments: [1, 2, 4, 8]) func `a small bound can be used at all`(capacity: Int) {
        var bound = FairBound(capacity: capacity)
        #expect(bound.take(1, .of(1)) == nil)
        bound.giveBack(1, .of(1))
        #expect(bound.take(1, .of(2)) == nil)
        #expect(bound.held == 1)
    }

    @Test func `the level that is full is told`() {
        var bound = FairBound(capacity: 900)
        #expect(fill(&bound, .of(1, 1, 1)) != nil)
        // A newcomer of the same program, of the same tenant, and of another one.
        #expect(bound.take(1, .of(1, 1, 2)) == nil)
        #expect(bound.take(1, .of(1, 2, 1)) == nil)
        #expect(bound.take(901, .of(2)) == .whole)
        #expect(bound.take(1, .of(1, 1, 1)) != nil)
    }

    @Test(arguments: [1, 2, 5, 20, 60]) func `a newcomer finds room, or one that gives way`(
        count: UInt8
    ) {
        var bound = FairBound(capacity: 1000)
        for tenant in 1...count { _ = fill(&bound, .of(tenant)) }
        let newcomer = Share.of(count + 1)
        for _ in 0..<4 {
            guard bound.take(1, newcomer) != nil else { continue }
            guard let victim = bound.victim(inFavourOf: newcomer) else { break }
            #expect(victim != newcomer)
            #expect(bound.held < bound.capacity || bound.takeAnyway(1, newcomer) == .whole)
            bound.giveBack(1, victim)
            #expect(bound.takeAnyway(1, newcomer) == nil)
        }
        #expect(bound.held(by: newcomer) >= 4)
        // It does not take from those that hold as little as itself.
        let held = (1...count).map { bound.held(by: .of($0)) }
        #expect(held.allSatisfy { $0 >= 0 } && bound.held <= 1000)
    }

    @Test func `the largest gives way, on the level where it differs`() {
        var bound = FairBound(capacity: 1000)
        for (share, amount) in [
            (Share.of(1, 1, 1), 100), (.of(1, 1, 2), 50), (.of(1, 2, 1), 120), (.of(2, 1, 1), 200),
        ] { #expect(bound.take(amount, share) == nil) }
        // Tenant 1 holds most, there program 1, and there person 1.
        #expect(bound.victim(inFavourOf: .of(3)) == .of(1, 1, 1))
        #expect(bound.victim(inFavourOf: .of(2, 2)) == nil)
        #expect(bound.victim(inFavourOf: .of(1, 3)) == .of(1, 1, 1))
        #expect(bound.victim(inFavourOf: .of(1, 2, 2)) == nil)
        #expect(bound.victim(inFavourOf: .of(1, 1, 3)) == .of(1, 1, 1))
        #expect(bound.victim(inFavourOf: .of(1, 1, 1)) == nil)
    }

    @Test func `a tenant's part does not grow with its programs or persons`() {
        var one = FairBound(capacity: 1000)
        _ = fill(&one, .of(1))
        var many = FairBound(capacity: 1000)
        for program in 0..<20 {
            for person in UInt8(1)...20 { _ = fill(&many, .of(1, program, person)) }
        }
        #expect(many.held(by: .of(1), .tenant) <= 667 && one.held <= 667)
        #expect(many.take(50, .of(2)) == nil)
    }

    @Test func `a kept place stays right when others come and go`() {
        var bound = FairBound(capacity: 1_000_000)
        let share = Share.of(1, 1, 1)
        let first = bound.place(of: share)
        _ = bound.take(5, first)
        for round in 0..<5000 { _ = bound.place(of: .of(2, round)) }
        #expect(bound.held(by: share) == 5)
        bound.giveBack(5, first)
        for round in 0..<5000 { _ = bound.place(of: .of(3, round)) }
        let second = bound.place(of: share, kept: first)
        #expect(bound.take(7, second) == nil)
        #expect(bound.held(by: share) == 7 && bound.held == 7)
    }

    /// Any sequence: the counts are right, and a newcomer finds room or one that gives way.
    @Test(arguments: 0..<60) func `there is always room for the next`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bound = FairBound(capacity: .random(in: 200...5000, using: &random))
        var held: [Share: Int] = [:]
        for _ in 0..<3000 {
            let share = Share.of(
                .random(in: 0..<8, using: &random),
                .random(in: 0..<3, using: &random),
                .random(in: 0..<4, using: &random)
            )
            let amount = Int.random(in: 1...20, using: &random)
            let mine = held[share, default: 0]
            if Int.random(in: 0..<3, using: &random) == 0, mine > 0 {
                bound.giveBack(mine, share)
                held[share] = 0
            } else if bound.full(for: amount, share) == nil {
                #expect(bound.take(amount, share) == nil)
                held[share, default: 0] += amount
            } else {
                #expect(bound.take(amount, share) != nil)
            }
            #expect(bound.held == held.values.reduce(0, +) && bound.held <= bound.capacity)
            let hasRoom = bound.full(for: 1, .of(9)) == nil
            #expect(hasRoom || bound.victim(inFavourOf: .of(9)) != nil)
        }
        for (share, amount) in held { #expect(bound.held(by: share) == amount) }
    }
}
