import OctopusCBOR
import FoundationEssentials
import Testing

struct RoundTripTests {
    struct Everything: Codable, Equatable {
        var bool = true
        var int = Int.min
        var int8 = Int8.min
        var int16 = Int16.min
        var int32 = Int32.min
        var int64 = Int64.min
        var uint = UInt.max
        var uint8 = UInt8.max
        var uint16 = UInt16.max
        var uint32 = UInt32.max
        var uint64 = UInt64.max
        var double = 1.1
        var float: Float = 1.5
        var text = "Zürich, 水 \u{10151}"
        var absent: String?
        var present: Int? = 7
        var bytes = Bytes([0, 255])
        var data = Data([1, 2, 3])
        var numbers: [UInt8] = [1, 2, 3]
        var id = UUID()
        var ids = [UUID(), UUID()]
        var names = ["a": ["x"], "b": []]
        var choice = Choice.second(of: 3, name: "n")
        var choices = [Choice.first, .second(of: 1, name: nil)]
        var nothing = Nothing()
        var nothings = [Nothing(), Nothing()]
        var nested = [[[1.0, -0.0, .infinity]], []]
        var state = ["a": State.open]
    }

    struct Nothing: Codable, Equatable {}

    enum State: String, Codable { case open, closed }

    enum Choice: Codable, Equatable {
        case first
        case second(of: Int, name: String?)
    }

    private func roundTrip<T: Codable>(_ value: T) throws -> T {
        try CBORDecoder().decode(T.self, from: CBOREncoder().encode(value))
    }

    @Test func `byte strings are equal if all their bytes are`() {
        for count in 0..<20 {
            let bytes = (0..<count).map { UInt8($0) }
            #expect(Bytes(bytes) == Bytes(bytes))
            #expect(Bytes(bytes) != Bytes(bytes + [0]))
            for place in 0..<count {
                var other = bytes
                other[place] ^= 0x80
                #expect(Bytes(bytes) != Bytes(other))
            }
        }
    }

    @Test func `a value of every type comes back`() throws {
        let value = Everything()
        #expect(try roundTrip(value) == value)
        #expect(try roundTrip([value, value]) == [value, value])
        #expect(try roundTrip(["": value]) == ["": value])
    }

    @Test(arguments: [0, 1, 23, 24, 255, 256, 65535, 65536])
    func `arrays, maps and texts of any length come back, each in its shortest form`(
        _ count: Int
    ) throws {
        let array = Array(0..<count)
        let map = Dictionary(uniqueKeysWithValues: array.map { ("k\($0)", [$0]) })
        let text = String(repeating: "x", count: count)
        #expect(try roundTrip(array) == array)
        #expect(try roundTrip(["a": array, "b": array]) == ["a": array, "b": array])
        #expect(try roundTrip(map) == map)
        #expect(try roundTrip(text) == text)
        var writer = CBORWriter()
        writer.array(count: count)
        for number in array { writer.integer(Int64(number)) }
        #expect(try CBOREncoder().encode(array) == writer.bytes)
    }

    @Test(arguments: [
        0.0, -0.0, 1.5, 65504, 65505, 65536, 0x1p-24, 0x1p-25, 0x1.8p-24, 0x1p-14, 0x1.ffcp-15,
        0.1, 1e300, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        Double(Float.leastNonzeroMagnitude), Double(Float.greatestFiniteMagnitude),
    ])
    func `a number of any width is written exactly`(_ number: Double) throws {
        #expect(try roundTrip(number).bitPattern == number.bitPattern)
    }

    @Test func `every half-precision number comes back in three bytes`() throws {
        for bits in UInt16.min...UInt16.max {
            let bytes = [0xF9, UInt8(bits >> 8), UInt8(bits & 0xFF)]
            let number = try CBORDecoder().decode(Double.self, from: bytes)
            #expect(
                number.bitPattern == Double(Float16(bitPattern: bits)).bitPattern || number.isNaN
            )
            #expect(try CBOREncoder().encode(number) == (number.isNaN ? [0xF9, 0x7E, 0] : bytes))
        }
    }

    @Test func `fields are written in their order, and read in any`() throws {
        struct Point: Codable, Equatable {
            var x: Int
            var y: Int
            var z: Int
        }
        let point = Point(x: 1, y: 2, z: 3)
        let written: Item = ["x": 1, "y": 2, "z": 3]
        #expect(try CBOREncoder().encode(point) == written.encoded)
        for item in [["z": 3, "y": 2, "x": 1], ["y": 2, "z": 3, "more": [], "x": 1]] as [Item] {
            #expect(try CBORDecoder().decode(Point.self, from: item.encoded) == point)
        }
    }

    @Test func `indefinite lengths and longer forms than needed are read`() throws {
        struct Message: Codable, Equatable {
            var id: Int
            var name: String
            var data: Bytes
            var lines: [[Int]]
        }
        let expected = Message(id: 1, name: "ab", data: Bytes([1, 2]), lines: [[1], []])
        // {_ (_ "i", "d"): 1 in eight bytes, "name": (_ "a", "b"), …}
        let hex =
            "bf 7f 6169 6164 ff 1b0000000000000001  7804 6e616d65 7f 6161 6162 60 ff"
            + "64 64617461 5f 4101 40 4102 ff  65 6c696e6573 9f 9f 01 ff 9800 ff ff"
        #expect(try CBORDecoder().decode(Message.self, from: [UInt8](hex: hex)) == expected)
        #expect(try roundTrip(expected) == expected)
    }

    @Test func `a UUID is tag 37, bytes are a byte string, an array of bytes is an array`() throws {
        let id = try #require(UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF"))
        let encoder = CBOREncoder()
        let expected = [UInt8](hex: "d825 50 00112233445566778899aabbccddeeff")
        #expect(try encoder.encode(id) == expected)
        #expect(try encoder.encode(Bytes([1, 2])) == [0x42, 1, 2])
        #expect(try encoder.encode(Data([1, 2])) == [0x42, 1, 2])
        #expect(try encoder.encode([1, 2] as [UInt8]) == [0x82, 1, 2])
        // The same UUID, its bytes in two pieces.
        let pieces = [UInt8](hex: "d825 5f 4100 4f 112233445566778899aabbccddeeff ff")
        #expect(try CBORDecoder().decode(UUID.self, from: pieces) == id)
    }

    @Test func `bytes that wrap themselves stay a byte string`() throws {
        struct Key: Codable, Equatable {
            var bytes: Bytes
            init(_ bytes: [UInt8]) { self.bytes = Bytes(bytes) }
            init(from decoder: any Decoder) throws { bytes = try Bytes(from: decoder) }
            func encode(to encoder: any Encoder) throws { try bytes.encode(to: encoder) }
        }
        #expect(try CBOREncoder().encode([Key([1, 2])]) == [0x81, 0x42, 1, 2])
        #expect(try roundTrip([Key([1, 2])]) == [Key([1, 2])])
    }

    @Test func `the tag that only says CBOR changes nothing`() throws {
        let bytes = [UInt8](hex: "d9d9f7 a1 6161 d9d9f7 82 d9d9f7 01 02")
        #expect(try CBORDecoder().decode([String: [Int]].self, from: bytes) == ["a": [1, 2]])
    }

    @Test func `a slice and a buffer are read like an array`() throws {
        let bytes: [UInt8] = [9, 9, 0x81, 1, 9]
        #expect(try CBORDecoder().decode([Int].self, from: bytes[2..<4]) == [1])
        let number = try bytes[3..<4].withUnsafeBytes {
            try CBORDecoder().decode(Int.self, from: $0)
        }
        #expect(number == 1)
    }
}
