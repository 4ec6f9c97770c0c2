import FoundationEssentials
import Testing

@testable import OctopusMesh

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
        func texts(_ numbers: UInt64...) -> [String?] { numbers.map { table[$0]?.text } }
        for number in UInt64(1)...4 { table.insert(SessionToken("t\(number)"), number: number) }
        #expect(texts(1, 2, 4) == [nil, "t2", "t4"])
        table.insert(SessionToken("eight888"), number: 5)
        #expect(texts(3, 4, 5) == [nil, "t4", "eight888"])
        table.insert(SessionToken("other"), number: 5)
        #expect(texts(5, 4) == ["other", "t4"])
    }

    @Test func `a token's person is asked for until it is known`() {
        let token = SessionToken("t")
        let own = token.person { _ in nil }
        #expect(token.person { _ in nil } == own && SessionToken("u").person { _ in nil } != own)
        let person = UUID()
        #expect(token.person { $0 == "t" ? person : nil } == person)
        #expect(token.person { _ in nil } == person)
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
