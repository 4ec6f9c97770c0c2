import OctopusServiceKit
import Testing

@testable import OctopusMesh

struct NumberedTableTests {
    @Test func `an element is there until it is removed, and its number is not given again`() {
        var table = NumberedTable<String>()
        let first = table.add("a")
        let second = table.add("b")
        #expect(first < second)
        #expect(table[first] == "a")
        #expect(table.remove(first) == "a")
        #expect(table.remove(first) == nil)
        #expect(table[first] == nil)
        #expect(!table.contains(first))
        #expect(table.count == 1)
        #expect(table.add("c") > second)
    }

    @Test func `numbers that were never given name nothing`() {
        var table = NumberedTable<String>()
        #expect(table[0] == nil)
        #expect(table.remove(0) == nil)
        let number = table.add("a")
        table[number + 1] = "b"
        for other in [number + 1, number + 64, number + 1 << 32, .max] {
            #expect(table[other] == nil)
            #expect(table.remove(other) == nil)
        }
        #expect(table.elements == ["a"])
    }

    @Test func `what stays long is passed by, and nobody takes its place`() {
        var table = NumberedTable<Int>()
        let lasting = (0..<20).map { table.add($0) }
        var former = lasting.last ?? 0
        for element in 0..<10_000 {
            let number = table.add(element)
            #expect(number > former)
            former = number
            #expect(table.remove(number) == element)
        }
        #expect(lasting.map { table[$0] } == (0..<20).map { $0 })
        #expect(table.elements == Array(0..<20))
    }

    @Test func `it grows, and does as a dictionary would`() {
        var random = SeededGenerator(seed: 3)
        var table = NumberedTable<Int>()
        var expected: [UInt64: Int] = [:]
        for step in 0..<20_000 {
            if Int.random(in: 0..<5000, using: &random) >= expected.count {
                let number = table.add(step)
                #expect(expected.updateValue(step, forKey: number) == nil)
            } else if let number = expected.keys.randomElement(using: &random) {
                #expect(table.remove(number) == expected.removeValue(forKey: number))
            }
        }
        #expect(table.count == expected.count)
        #expect(table.elements == expected.sorted { $0.key < $1.key }.map(\.value))
        table.removeAll()
        #expect(table.isEmpty)
        #expect(expected.keys.allSatisfy { !table.contains($0) })
        #expect(table.add(0) > expected.keys.max() ?? 0)
    }
}
