import Testing

@testable import OctopusSIPBridge

struct FrameTests {
    @Test func `frames come out whole, however they are cut`() throws {
        let frames = [
            Frame("login", "12:34", "op-é"), Frame("ok"), Frame("reply", "", "200", "T0s="),
        ]
        let bytes = frames.flatMap(\.bytes)
        for size in 1...bytes.count {
            var reader = FrameReader()
            var found: [Frame] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                reader.append(bytes[start..<min(start + size, bytes.count)])
                while let frame = try reader.next() { found.append(frame) }
            }
            #expect(found == frames)
        }
    }

    @Test(arguments: ["x:abc,", "3:abcd", "99999999:", "-1:,", "70000:"])
    func `what is no netstring is refused`(_ text: String) {
        var reader = FrameReader()
        reader.append(text.utf8)
        #expect(throws: FrameFault.self) { try reader.next() }
    }

    @Test func `half a frame is waited for`() throws {
        var reader = FrameReader()
        reader.append("2:o".utf8)
        #expect(try reader.next() == nil)
        reader.append("k,".utf8)
        #expect(try reader.next() == Frame("ok"))
    }
}
