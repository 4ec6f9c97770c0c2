import OctopusCBOR
import Testing

@testable import OctopusCBOREcho

struct AppendixATests {
    @Test func `all 81 examples are here`() {
        #expect(Example.appendixA.count == 81)
        #expect(Set(Example.appendixA.map(\.hex)).count == 81)
    }

    @Test(arguments: Example.appendixA)
    func `an example is read`(_ example: Example) throws {
        let item = try CBORReader.reading([UInt8](hex: example.hex)) { reader in
            let item = try Item(from: &reader)
            try reader.finish()
            return item
        }
        #expect(item == example.item)
    }

    @Test(arguments: Example.appendixA)
    func `an example is written, or the shortest form of what it means`(
        _ example: Example
    ) throws {
        var writer = CBORWriter()
        example.item.write(to: &writer)
        #expect((writer.bytes == [UInt8](hex: example.hex)) == example.isWritten)
        let written = try CBORReader.reading(writer.bytes) { try Item(from: &$0) }
        #expect(written == example.item)
    }

    @Test(arguments: Example.appendixA)
    func `an example is passed over`(_ example: Example) throws {
        let bytes = [UInt8](hex: example.hex)
        let range = try CBORReader.reading(bytes + [0]) { try $0.skip() }
        #expect(range == bytes.indices)
    }

    @Test(arguments: Example.appendixA)
    func `an example cut short is refused at every length`(_ example: Example) {
        let bytes = [UInt8](hex: example.hex)
        for length in bytes.indices {
            #expect(throws: CBORError.self) {
                try CBORReader.reading(Array(bytes[..<length])) { try $0.skip() }
            }
            #expect(throws: CBORError.self) {
                try CBORReader.reading(Array(bytes[..<length])) { try Item(from: &$0) }
            }
            #expect(throws: CBORError.self) {
                try CBORDecoder().decode(Anything.self, from: Array(bytes[..<length]))
            }
        }
    }
}
