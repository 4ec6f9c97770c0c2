import Testing

@testable import OctopusMesh

struct CallTableTests {
    @Test func `ids rise strictly, over sessions too`() {
        var table = CallTable<String>()
        #expect(table.admit("a", waits: false) == 1)
        #expect(table.admit("b", waits: true) == 2)
        #expect(table.endSession() == ["a", "b"])
        #expect(table.admit("c", waits: false) == 3)
    }

    @Test func `an answer finds its call once`() {
        var table = CallTable<String>()
        let id = table.admit("a", waits: false)
        #expect(table.answer(id) == "a")
        #expect(table.answer(id) == nil)
        #expect(table.answer(99) == nil)
        #expect(table.isEmpty)
    }

    @Test func `waiting reads are counted apart`() {
        var table = CallTable<String>()
        let first = table.admit("a", waits: false)
        _ = table.admit("b", waits: true)
        _ = table.admit("c", waits: true)
        #expect(table.running == 1)
        #expect(table.waiting == 2)
        _ = table.answer(first)
        #expect(table.running == 0)
        _ = table.endSession()
        #expect(table.waiting == 0)
    }

    @Test func `what was given up keeps its place until the service answers`() {
        var table = CallTable<String>()
        let id = table.admit("a", waits: false)
        table.abandon(id, now: 5)
        #expect(table.running == 1)
        #expect(table.abandonedRunning == 1 && table.abandonedAt == 5)
        #expect(table.answer(id) == nil)
        #expect(table.running == 0 && table.abandonedRunning == 0)
    }

    @Test func `a reset vouches for one call; the end of the session leaves the others in order`() {
        var table = CallTable<Int>()
        var ids: [UInt64] = []
        for call in 0..<20 { ids.append(table.admit(call, waits: false)) }
        table.abandon(ids[3], now: 0)
        #expect(table.answer(ids[7]) == 7)
        #expect(table.endSession() == (0..<20).filter { $0 != 3 && $0 != 7 })
        #expect(table.isEmpty)
        #expect(table.answer(ids[8]) == nil)
    }
}

struct TokenNumbersTests {
    @Test func `a token is sent once, then its number`() {
        var numbers = TokenNumbers()
        #expect(numbers.field(for: "ann") == .introduce("ann", number: 1))
        #expect(numbers.field(for: "ann") == .number(1))
        #expect(numbers.field(for: "bob") == .introduce("bob", number: 2))
        #expect(numbers.field(for: "ann") == .number(1))
        #expect(numbers.field(for: "bob") == .number(2))
    }

    @Test func `a forgotten token is sent again under a new number`() {
        var numbers = TokenNumbers()
        _ = numbers.field(for: "ann")
        numbers.forget("ann")
        #expect(numbers.field(for: "ann") == .introduce("ann", number: 2))
        numbers.forget("nobody")
        #expect(numbers.field(for: "ann") == .number(2))
    }

    @Test func `the oldest make room`() {
        var numbers = TokenNumbers(capacity: 2)
        _ = numbers.field(for: "a")
        _ = numbers.field(for: "b")
        _ = numbers.field(for: "c")
        #expect(numbers.field(for: "c") == .number(3))
        #expect(numbers.field(for: "b") == .number(2))
        #expect(numbers.field(for: "a") == .introduce("a", number: 4))
        #expect(numbers.field(for: "b") == .introduce("b", number: 5))
    }

    @Test func `stays bounded whatever is forgotten`() {
        var numbers = TokenNumbers(capacity: 4)
        for person in 0..<1000 {
            _ = numbers.field(for: "t\(person)")
            if person.isMultiple(of: 3) { numbers.forget("t\(person)") }
        }
        #expect(numbers.count <= 4)
    }
}
