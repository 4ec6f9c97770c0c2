import Testing

@testable import OctopusMesh

@Suite struct FairQueueTests {
    @Test func `lanes take turns, and each keeps its order`() {
        var queue = FairQueue<String>()
        for number in 1...4 { queue.append("a\(number)", lane: "a") }
        for number in 1...2 { queue.append("b\(number)", lane: "b") }
        queue.append("c1", lane: "c")
        #expect(queue.count == 7)
        #expect(queue.removeAll() == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"])
        #expect(queue.count == 0)
    }

    @Test func `the newest of the longest lane makes room, but never for a lane as long`() {
        var queue = FairQueue<String>()
        for number in 1...3 { queue.append("a\(number)", lane: "a") }
        let evicted = ["a", "b"].map { queue.evict(inFavourOf: $0) }
        #expect(evicted == [nil, "a3"])
        queue.append("b1", lane: "b")
        let second = queue.evict(inFavourOf: "b")
        #expect(second == nil)
        #expect(queue.removeAll() == ["a1", "b1", "a2"])
    }

    @Test func `a long lane is worked off in order`() {
        var queue = FairQueue<Int>()
        var taken: [Int] = []
        for number in 0..<1000 {
            queue.append(number, lane: "a")
            if number % 3 == 0, let first = queue.popFirst() { taken.append(first) }
        }
        taken += queue.removeAll()
        #expect(taken == Array(0..<1000))
    }
}

@Suite struct OpenCallsTests {
    @Test func `calls are found and leave by their ids, in any order`() {
        let states = (0..<50).map { CallState(expiresAtMilliseconds: $0) }
        var calls = OpenCalls()
        for (place, state) in states.enumerated() { calls.append(state, id: UInt64(place * 3 + 1)) }
        #expect(calls.count == 50)
        // The last, the first, and those between from both sides.
        var places = Array(states.indices)
        var removed: [Int] = []
        while !places.isEmpty {
            let place = removed.count.isMultiple(of: 3) ? places.removeLast() : places.removeFirst()
            let id = UInt64(place * 3 + 1)
            #expect(calls[id] === states[place])
            #expect(calls[id - 1] == nil && calls[id + 1] == nil)
            let state = calls.remove(id)
            #expect(state === states[place])
            #expect(calls[id] == nil && calls.remove(id) == nil)
            removed.append(place)
            #expect(calls.ids == places.map { UInt64($0 * 3 + 1) })
        }
        #expect(calls.count == 0)
    }
}

@Suite struct TokenTableTests {
    @Test func `the oldest tokens leave when there are too many or too much`() {
        var table = TokenTable(mostTokens: 3, mostBytes: 10)
        for number in UInt64(1)...4 { table.insert("t\(number)", number: number) }
        #expect(table[1] == nil && table[2] == "t2" && table[4] == "t4")
        table.insert("eight888", number: 5)
        #expect(table[3] == nil && table[4] == "t4" && table[5] == "eight888")
        table.insert("other", number: 5)
        #expect(table[5] == "other" && table[4] == "t4")
    }
}

@Suite struct LivenessTests {
    private let limits = ServerLimits()

    @Test func `silence is asked about, and then is death`() {
        var liveness = Liveness(nowMilliseconds: 0)
        #expect(liveness.check(nowMilliseconds: 4999, limits: limits) == .fine)
        #expect(liveness.check(nowMilliseconds: 5000, limits: limits) == .ask(nonce: 1))
        #expect(liveness.check(nowMilliseconds: 9000, limits: limits) == .fine)
        #expect(liveness.check(nowMilliseconds: 15_000, limits: limits) == .dead)
    }

    @Test func `a session that is heard lives`() {
        var liveness = Liveness(nowMilliseconds: 0)
        #expect(liveness.check(nowMilliseconds: 5000, limits: limits) == .ask(nonce: 1))
        liveness.heard(nowMilliseconds: 6000)
        liveness.pong(nonce: 1)
        #expect(liveness.check(nowMilliseconds: 15_000, limits: limits) == .ask(nonce: 2))
    }

    @Test func `one that calls but never answers a ping is dead too`() {
        var liveness = Liveness(nowMilliseconds: 0)
        #expect(liveness.check(nowMilliseconds: 5000, limits: limits) == .ask(nonce: 1))
        for now in stride(from: Int64(6000), to: 20_000, by: 1000) {
            liveness.heard(nowMilliseconds: now)
            #expect(liveness.check(nowMilliseconds: now, limits: limits) == .fine)
        }
        liveness.heard(nowMilliseconds: 20_000)
        #expect(liveness.check(nowMilliseconds: 20_000, limits: limits) == .dead)
    }

    @Test func `what was sent before an answered ping is proven`() {
        var liveness = Liveness(nowMilliseconds: 0)
        #expect(liveness.sent(20, limit: 100, nowMilliseconds: 0) == .fine)
        #expect(liveness.sent(20, limit: 100, nowMilliseconds: 0) == .ask(nonce: 1))
        #expect(liveness.sent(60, limit: 100, nowMilliseconds: 0) == .fine)
        #expect(!liveness.mayReceive(limit: 100))
        liveness.pong(nonce: 9)
        #expect(!liveness.mayReceive(limit: 100))
        liveness.pong(nonce: 1)
        #expect(liveness.mayReceive(limit: 100))
        #expect(liveness.sent(1, limit: 100, nowMilliseconds: 0) == .ask(nonce: 2))
    }
}

@Suite struct HeldFramesTests {
    private let peer = RoutingID(number: 1)

    @Test func `frames are kept in order up to a limit`() {
        var limits = ServerLimits()
        limits.heldFrames = 3
        limits.heldBytes = 10
        var held = HeldFrames()
        let frames: [[UInt8]] = [[1], [2], [UInt8](repeating: 0, count: 9), [3], [4]]
        let kept = frames.map { held.hold($0, for: peer, limits: limits) }
        #expect(kept == [true, true, false, true, false])
        var sent: [[UInt8]] = []
        held.release(peer) { frame in
            guard sent.count < 2 else { return false }
            sent.append(frame)
            return true
        }
        #expect(sent == [[1], [2]] && held.contains(peer))
        held.release(peer) { frame in
            sent.append(frame)
            return true
        }
        #expect(sent == [[1], [2], [3]] && held.isEmpty)
    }
}
