import Glibc
import OctopusContract
import Testing

@testable import OctopusFiles

struct TypeTests {
    @Test(arguments: Samples.all.keys.sorted())
    func `a file is what its bytes say`(_ name: String) throws {
        let found = try type(of: Samples.all[name] ?? [])
        #expect(found.type.rawValue == name)
        if found.type.isPicture {
            #expect(found.pixels == FileTypes.Pixels(width: 24, height: 16))
        }
    }

    @Test(arguments: Samples.all.keys.sorted())
    func `a file that is cut short anywhere is refused`(_ name: String) throws {
        let whole = Samples.all[name] ?? []
        for count in 1..<whole.count {
            #expect(throws: FileRefusal.self) { try type(of: Array(whole.prefix(count))) }
        }
        let most = try #require(fault(Array(whole.dropLast())))
        #expect(most == .cutShort)
    }

    @Test(arguments: Samples.all.keys.sorted())
    func `nothing may follow a file's end`(_ name: String) {
        let whole = Samples.all[name] ?? []
        #expect(fault(whole + Array("var image = 1; alert(image)".utf8)) == .trailing)
        #expect(fault(whole + archive) == .polyglot)
        #expect(fault(whole + whole) != nil)
    }

    @Test func `nothing may hide within a picture`() {
        for text in ["<script>alert(1)</script>", "<ScRiPt src=x>", "<?php system($_GET[0]); ?>"] {
            #expect(fault(withComment(Array(text.utf8))) == .polyglot, "\(text)")
        }
        #expect(fault(withComment(Array("<html><body>".utf8))) == .polyglot)
        #expect(fault(withComment(Array("%PDF-1.7".utf8))) == .polyglot)
        #expect(fault(withComment(Array("a < b and <x:xmpmeta>".utf8))) == nil)
        // An archive in a comment whose own comment is the rest of the picture.
        let rest = Samples.jpeg.count - 2
        let record = archive.dropLast(2) + [UInt8(rest & 0xFF), UInt8(rest >> 8)]
        #expect(fault(withComment(Array(record))) == .polyglot)
    }

    /// What begins like a script at every byte is looked at once, as everything else.
    ///
    /// Four times as much costs about four times, not sixteen times. Other tests work beside this one, so the
    /// least counts.
    @Test(arguments: ["<", "<s", "<?php", "<!", "\u{FF}\u{0}"])
    func `a picture costs by its size, also if it is full of what is looked for`(_ text: String) {
        let (small, large) = (picture(of: text, 1), picture(of: text, 4))
        func least(_ bytes: [UInt8]) -> Int {
            (0..<3).map { _ in worked { #expect(fault(bytes) != nil) } }.min() ?? 0
        }
        let (one, four) = (least(small), least(large))
        #expect(four < 8 * one, "\(one) and \(four)")
    }

    /// Something of so many parts that begins like a JPEG and is `text` from there on.
    private func picture(of text: String, _ parts: Int) -> [UInt8] {
        #if DEBUG
            let part = 1 << 17
        #else
            let part = 1 << 21
        #endif
        let some = text.unicodeScalars.map { UInt8($0.value) }
        var bytes = Array(repeatElement(some, count: parts * part / some.count).joined())
        bytes.replaceSubrange(0..<4, with: [0xFF, 0xD8, 0xFF, 0xE0])
        return bytes
    }

    /// The microseconds that this thread works for something.
    private func worked(_ work: () -> Void) -> Int {
        let begun = threadMicroseconds
        work()
        return threadMicroseconds - begun
    }

    /// How long this thread has worked.
    private var threadMicroseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
    }

    @Test func `a script is found wherever a window ends`() {
        for place in (65_536 - 20)...(65_536 + 4) {
            for text in ["<SCRIPT", "<?php ", "<!doctype html"] {
                var bytes = [UInt8](repeating: 0x20, count: 70_000)
                bytes.replaceSubrange(0..<4, with: [0xFF, 0xD8, 0xFF, 0xE0])
                bytes.replaceSubrange(place..<(place + text.utf8.count), with: text.utf8)
                #expect(fault(bytes) == .polyglot, "\(text) at \(place)")
            }
        }
        #expect(fault(Samples.jpeg + Array("<?php ".utf8)) == .polyglot, "at the end")
    }

    @Test(arguments: [
        ("GIF89a..........", "a GIF"),
        ("<svg xmlns=\"...\">", "text for a browser"), (" \n<!DOCTYPE html>", "text for a browser"),
        ("PK\u{3}\u{4}............", "an archive"), ("#!/bin/sh\nrm .....", "a program"),
    ])
    func `what is not taken is called by its name`(_ text: String, _ name: String) {
        let refusal = refusal(Array(text.utf8))
        #expect(refusal?.fault == .unknownType)
        #expect(refusal?.detail?.contains(name) == true)
    }

    @Test func `a bomb is told by its header`() {
        #expect(fault(Samples.png(width: 50_000, height: 50_000)) == .tooManyPixels)
        #expect(fault(Samples.png(width: 10_001, height: 10_000)) == .tooManyPixels)
        #expect(fault(Samples.png(width: 10_000, height: 10_000)) == nil)
        #expect(fault(Samples.png(width: .max, height: .max)) == .tooManyPixels)
        #expect(fault(Samples.png(width: 0, height: 5)) == .damaged)
    }

    @Test func `a picture has one frame`() {
        let png = Samples.png
        let animated =
            png.prefix(33) + Samples.chunk("acTL", [0, 0, 0, 9, 0, 0, 0, 0]) + png.dropFirst(33)
        #expect(fault(Array(animated)) == .animated)
        var content = Array("WEBPVP8X".utf8) + [10, 0, 0, 0, 2, 0, 0, 0, 23, 0, 0, 15, 0, 0]
        content += Samples.webp.dropFirst(12)
        let size = UInt32(content.count)
        let head = withUnsafeBytes(of: size.littleEndian) { Array("RIFF".utf8) + Array($0) }
        #expect(fault(head + content) == .animated)
    }

    @Test func `other kinds of the same containers are refused`() {
        let quickTime = Samples.box("ftyp", Array("qt  ".utf8) + [0, 0, 0, 0])
        #expect(fault(quickTime + Samples.mp4.dropFirst(24)) == .unknownType)
        let matroska = Samples.element(
            [0x1A, 0x45, 0xDF, 0xA3],
            Samples.element([0x42, 0x82], Array("matroska".utf8))
        )
        #expect(fault(matroska + Samples.webm.dropFirst(15)) == .unknownType)
    }

    /// Whatever the bytes are, they are judged: nothing traps, nothing runs for ever.
    @Test(arguments: Samples.all.keys.sorted())
    func `changed bytes are refused or are still a file`(_ name: String) throws {
        let whole = Samples.all[name] ?? []
        var random = Seeded(state: 20_261_127)
        for _ in 0..<4_000 {
            var bytes = whole
            for _ in 0..<(1 + random.next() % 4) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 5 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                case 3: bytes[place] = random.next() % 2 == 0 ? 0 : 0xFF
                default: bytes.append(contentsOf: whole.prefix(place))
                }
                if bytes.isEmpty { bytes = [0] }
            }
            do {
                _ = try type(of: bytes)
            } catch is FileRefusal {}
        }
    }

    private let archive: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)

    private func type(of bytes: [UInt8]) throws -> FileTypes.Finding {
        var reader = ByteReader(bytes)
        return try FileTypes.check(&reader)
    }

    private func refusal(_ bytes: [UInt8]) -> FileRefusal? {
        do {
            _ = try type(of: bytes)
            return nil
        } catch {
            return error as? FileRefusal
        }
    }

    private func fault(_ bytes: [UInt8]) -> FileFault? { refusal(bytes)?.fault }

    private func fault(_ bytes: ArraySlice<UInt8>) -> FileFault? { fault(Array(bytes)) }

    /// The JPEG with a comment behind its beginning.
    private func withComment(_ text: [UInt8]) -> [UInt8] {
        let length = text.count + 2
        return Samples.jpeg.prefix(2) + [0xFF, 0xFE, UInt8(length >> 8), UInt8(length & 0xFF)]
            + text
            + Samples.jpeg.dropFirst(2)
    }
}

/// SplitMix64.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
