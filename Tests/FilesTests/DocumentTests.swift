import Glibc
import OctopusContract
import Testing

@testable import OctopusFiles

struct DocumentTests {
    @Test func `a document begins with a version that there is`() {
        for version in ["1.0", "1.4", "1.7", "2.0"] {
            #expect(fault(Samples.pdf(version: version)) == nil, "\(version)")
        }
        for version in ["1.8", "2.1", "9.9", "1,7", "   ", "1.77"] {
            #expect(fault(Samples.pdf(version: version)) == .damaged, "\(version)")
        }
        // Some readers look for the beginning further on.
        #expect(fault([0x0A] + Samples.pdf()) == .unknownType)
        #expect(fault(Array("%pdf-1.7\n".utf8)) == .unknownType)
    }

    @Test func `a document ends with its mark, before which it names its table`() {
        let whole = Samples.pdf()
        for blanks in ["\n", "\r\n", "\r", " \t\u{0}\u{C}\n"] {
            #expect(fault(whole + Array(blanks.utf8)) == nil)
        }
        #expect(fault(whole + [0x0B]) == .trailing)
        for place in ["0", "1", "99999", "12345678901", "-5", "x", "", "1 0"] {
            #expect(fault(Samples.pdf(place: place)) == .damaged, "\(place)")
        }
        let (head, end) = (Array("%PDF-1.7\n".utf8), Array("%%EOF".utf8))
        #expect(fault(head + end) == .damaged)
        #expect(fault(head + Array("xref\nstartxref\n9%%EOF".utf8)) == .damaged)
        #expect(fault(head + Array("xref\nstartxref\n9\n%%EOF".utf8)) == nil)
        // Newer ones have the table in a stream.
        let stream = "12 0 obj\n<< /Type /XRef >>\nstream\n...\nendstream\nendobj\n"
        #expect(fault(head + Array((stream + "startxref\n9\n%%EOF").utf8)) == nil)
        #expect(fault(head + Array(("x" + stream + "startxref\n9\n%%EOF").utf8)) == .damaged)
    }

    @Test func `an update that is cut short is refused, and one that is whole is part of it`() {
        let first = Samples.pdf() + [0x0A]
        let update = "3 0 obj\n<< >>\nendobj\nxref\n0 0\ntrailer\n<< /Prev 9 >>\nstartxref\n"
        let place = first.count + 21
        let whole = first + Array((update + "\(place)\n%%EOF").utf8)
        #expect(fault(whole) == nil)
        for count in (first.count + 1)..<whole.count {
            #expect(fault(Array(whole.prefix(count))) == .cutShort, "\(count)")
        }
    }

    @Test(arguments: [
        "JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "EF", "FileAttachment",
        "RichMedia", "XFA", "AA", "OpenAction",
    ])
    func `what runs or carries something is refused, however its name is written`(_ name: String) {
        let hex = name.utf8.map { "#" + String($0, radix: 16, uppercase: $0 % 2 == 0) }.joined()
        let second = String(Array(name.utf8)[1], radix: 16)
        for text in [name, hex, "\(name.prefix(1))#\(second)\(name.dropFirst(2))"] {
            for follower in [" 5 0 R", "<< /S /URI >>", "(a)", "/X", "\n\n\t5 0 R", "%\n<< >>"] {
                let refusal = refusal(Samples.pdf(catalog: "/\(text)\(follower)"))
                #expect(refusal?.fault == .active, "\(text)\(follower)")
                #expect(refusal?.detail == "It has /\(name).")
            }
        }
    }

    @Test func `names that only look like those are taken`() {
        for text in [
            "/JavaScripts 1", "/JSON 1", "/AAAAAA+Calibri 1", "/Launcher 1", "/EFX 1", "/A 1",
            "/OpenAction [1 0 R /Fit]", "/OpenAction[1 0 R /XYZ null null 0]", "/OpenActions 1",
            "/J#53ON 1", "/js 1", "(JavaScript JS)", "/J#5 1", "/URI (https://octopus.example)",
        ] {
            #expect(fault(Samples.pdf(catalog: text)) == nil, "\(text)")
        }
    }

    @Test func `short names stand in compressed bytes by chance, and count outside of them`() {
        var random = Seeded(state: 20_261_128)
        var noise = (0..<10_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        noise += Array(" /JS (a) /AA << /EF 1 endstrea stream\n /JS ".utf8)
        func object(_ end: String) -> [UInt8] {
            Array("3 0 obj\n<< >>\nstream\n".utf8) + noise + Array("\n\(end)\nendobj\n".utf8)
        }
        #expect(fault(Samples.pdf(objects: object("endstream"))) == nil)
        let behind = object("endstream") + Array("4 0 obj\n<< /JS (a) >>\nendobj\n".utf8)
        #expect(fault(Samples.pdf(objects: behind)) == .active)
        let within = object("/JavaScript endstream")
        #expect(fault(Samples.pdf(objects: within)) == .active)
        // What only looks like the beginning of a stream hides nothing.
        for text in ["upstream\n", "/stream\n", "streams\n", "stream "] {
            let object = Array("\(text) << /JS (a) >>\nendobj\n".utf8)
            #expect(fault(Samples.pdf(objects: object)) == .active, "\(text)")
        }
    }

    @Test func `a name is found and judged wherever a window ends`() {
        let own = Samples.pdf().count
        for start in stride(from: 65_536 - 40, through: 65_536 + 130, by: 17) {
            let blanks = [UInt8](repeating: 0x20, count: start - own)
            func judged(_ text: String) -> FileFault? {
                fault(Samples.pdf(objects: blanks + Array("\(text)\n".utf8)))
            }
            #expect(judged("/#4a#61#76#61#53#63#72#69#70#74 ") == .active, "\(start)")
            #expect(judged("/JS(a)") == .active, "\(start)")
            #expect(judged("stream\n/JS(a)\nendstream") == nil, "\(start)")
            #expect(judged("stream\nendstream /JS(a)") == .active, "\(start)")
            let far = String(repeating: " ", count: 50)
            #expect(judged("/OpenAction\(far)[") == nil, "\(start)")
            #expect(judged("/OpenAction\(far)<<") == .active, "\(start)")
            #expect(judged("%PDF-1.4") == .polyglot, "\(start)")
        }
        let tooFar = String(repeating: " ", count: 65)
        #expect(fault(Samples.pdf(catalog: "/OpenAction\(tooFar)[")) == .active)
    }

    @Test func `a document is nothing else`() {
        #expect(fault(Samples.pdf(catalog: "% <html>")) == .polyglot)
        #expect(fault(Samples.pdf(objects: Array("<ScRipt src=x>".utf8))) == .polyglot)
        #expect(fault(Samples.pdf(objects: Array("<?php system($_GET[0]);".utf8))) == .polyglot)
        #expect(fault(Samples.pdf(objects: Samples.pdf())) == .polyglot)
        // An archive whose own comment is the rest of the document.
        let archive: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 16)
        var both = Samples.pdf(objects: archive + [0, 0])
        let end = (both.indices.first { both[$0...].starts(with: archive) } ?? 0) + 22
        both[end - 2] = UInt8(both.count - end)
        #expect(fault(both) == .polyglot)
        #expect(fault(Array("plain text\n".utf8)) == .unknownType)
    }

    /// As `a picture costs by its size`: what begins like a name at every byte is looked at once.
    @Test(arguments: ["/", "/#4a", "/OpenAction [", "stream\nendstream\n", "%PDF", "P"])
    func `a document costs by its size, also if it is full of what is looked for`(_ text: String) {
        func document(_ parts: Int) -> [UInt8] {
            let count = parts * (1 << 15) / text.utf8.count
            return Samples.pdf(
                objects: Array(repeatElement(Array(text.utf8), count: count).joined())
            )
        }
        let (small, large) = (document(1), document(4))
        func least(_ bytes: [UInt8]) -> Int {
            (0..<3).map { _ in
                let begun = threadMicroseconds
                _ = fault(bytes)
                return threadMicroseconds - begun
            }.min() ?? 0
        }
        let (one, four) = (least(small), least(large))
        #expect(four < 10 * one, "\(one) and \(four)")
    }

    @Test func `what a record of a sort refers to is no document`() {
        #expect(!FileSort.picture.has(.pdf) && !FileSort.video.has(.pdf) && FileSort.any.has(.pdf))
        for type in FileType.allCases {
            #expect([type.isPicture, type.isVideo, type.isDocument].count { $0 } == 1)
            #expect(FileSort.picture.has(type) == type.isPicture)
            #expect(FileSort.video.has(type) == type.isVideo)
        }
        #expect(FileType.pdf.mostBytes == 32 << 20)
    }

    @Test func `a file's name ends as its type does, and leads nowhere`() {
        for name in ["Terms.pdf", "R\u{E9}sum\u{E9} 2026.PDF", "a.exe.pdf", "\u{2026}.pdf"] {
            #expect(FileName.fault(of: name, .pdf) == nil, "\(name)")
        }
        #expect(FileName.fault(of: "photo.JPEG", .jpeg) == nil)
        for name in ["Terms", "Terms.exe", "Terms.pdf.exe", "pdf", "a.pdf ", "a.p\u{301}df"] {
            #expect(FileName.fault(of: name, .pdf)?.rule == .form, "\(name)")
        }
        for name in ["../a.pdf", "a/\u{301}b.pdf", "C:a.pdf", "a\\b.pdf", ".pdf", ".\u{301}a.pdf"] {
            #expect(FileName.fault(of: name, .pdf)?.rule == .characters, "\(name)")
        }
    }

    private var threadMicroseconds: Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
    }

    private func refusal(_ bytes: [UInt8]) -> FileRefusal? {
        do {
            var reader = ByteReader(bytes)
            _ = try FileTypes.check(&reader)
            return nil
        } catch {
            return error as? FileRefusal
        }
    }

    private func fault(_ bytes: [UInt8]) -> FileFault? { refusal(bytes)?.fault }
}
