import OctopusContract
import OctopusServiceKit
import Testing

@testable import OctopusAdvertising

@Suite struct ProfilesTests {
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `bits are those that were set, while end users and segments come and go`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let ids = SeededIDs(seed: seed)
        let now = Instant(milliseconds: 1_772_352_000_000)
        var profiles = Profiles()
        var users: [EndUserID] = []
        var segments: [SegmentID] = []
        var plain: [EndUserID: Set<SegmentID>] = [:]
        for _ in 0..<20_000 {
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<6: users.append(ID(ids.uuid(at: now)))
            case 6 where segments.count < 200: segments.append(ID(ids.uuid(at: now)))
            case 7 where segments.count > 100:
                let segment = segments.remove(at: Int.random(in: segments.indices, using: &random))
                profiles.forget(segment)
                for user in plain.keys { plain[user]?.remove(segment) }
            case 8 where users.count > 10:
                let user = users.remove(at: Int.random(in: users.indices, using: &random))
                profiles.forget(user)
                plain[user] = nil
            default:
                guard let user = users.randomElement(using: &random),
                    let segment = segments.randomElement(using: &random)
                else { continue }
                let isIn = Bool.random(using: &random)
                profiles.set(profiles.enter(user), profiles.enter(segment), to: isIn)
                if isIn { plain[user, default: []].insert(segment) }
                if !isIn { plain[user]?.remove(segment) }
            }
        }
        let numbers = segments.map { ($0, profiles.enter($0)) }
        for user in users {
            guard let number = profiles.number(of: user) else { continue }
            let found = numbers.filter { profiles.contains(number, $0.1) }.map(\.0)
            #expect(Set(found) == plain[user] ?? [])
        }
    }

    @Test func `what is due comes in order`() {
        var random = SeededGenerator(seed: 3)
        var queue = EarliestFirst<Int64>()
        var waiting: [Int64] = []
        for now in 0..<5_000 as Range<Int64> {
            for _ in 0..<Int.random(in: 0..<3, using: &random) {
                let due = now + Int64.random(in: 0..<200, using: &random)
                queue.add(due, due: due)
                waiting.append(due)
            }
            let due = waiting.filter { $0 <= now }.sorted()
            waiting.removeAll { $0 <= now }
            for moment in due { #expect(queue.next(dueBy: now) == moment) }
            #expect(queue.next(dueBy: now) == nil)
        }
    }
}
