import Testing

@testable import OctopusMesh

/// A bound that a test may ask within an expectation.
private final class Asked<Key: Hashable & Sendable> {
    private var bound: LineBound<Key>

    init(most: Int, tableLimit: Int = 4096) {
        bound = LineBound(most: most, tableLimit: tableLimit)
    }

    var isEmpty: Bool { bound.isEmpty }

    func takes(_ key: Key, atMilliseconds now: Int64) -> Bool {
        bound.takes(key, atMilliseconds: now)
    }

    func close(atMilliseconds now: Int64) -> [LineBound<Key>.Summary] {
        bound.close(atMilliseconds: now)
    }
}

@Suite struct LineBoundTests {
    private let window = LineBound<String>.windowMilliseconds

    @Test func `a minute's first are written, the others are counted and told once`() {
        let bound = Asked<String>(most: 3)
        let taken = (0..<1000).filter { _ in bound.takes("denied", atMilliseconds: 0) }
        #expect(taken.count == 3)
        #expect(bound.close(atMilliseconds: window - 1).isEmpty)
        let summaries = bound.close(atMilliseconds: window)
        #expect(summaries.map(\.key) == ["denied"] && summaries.map(\.count) == [997])
        #expect(bound.isEmpty && bound.close(atMilliseconds: 2 * window).isEmpty)
        #expect(bound.takes("denied", atMilliseconds: window))
    }

    @Test func `one kind takes nothing from another`() {
        let bound = Asked<String>(most: 1)
        #expect(bound.takes("a", atMilliseconds: 0))
        #expect(!bound.takes("a", atMilliseconds: 0))
        #expect(bound.takes("b", atMilliseconds: 0))
    }

    @Test func `what was counted is told also if lines go on beyond the minute`() {
        let bound = Asked<String>(most: 1)
        for now in 0..<10 { _ = bound.takes("a", atMilliseconds: Int64(now) * window / 2) }
        #expect(bound.close(atMilliseconds: 5 * window).map(\.count) == [9])
    }

    @Test func `kinds without end take no memory, and are counted together`() {
        let bound = Asked<Int>(most: 1, tableLimit: 10)
        let taken = (0..<100_000).filter { bound.takes($0, atMilliseconds: 0) }
        #expect(taken.count == 11)
        let summaries = bound.close(atMilliseconds: window)
        #expect(summaries.map(\.key) == [nil])
        #expect(summaries.map(\.count) == [100_000 - 11])
    }

    @Test func `with none allowed all are counted`() {
        let bound = Asked<Int>(most: 0)
        #expect(!bound.takes(1, atMilliseconds: 0))
        #expect(!bound.takes(1, atMilliseconds: 0))
        #expect(bound.close(atMilliseconds: window).map(\.count) == [2])
    }
}
