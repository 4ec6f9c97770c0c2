import Testing

@testable import OctopusQRCode

struct QRMatrixTests {
    @Test func `A code has its three finders and grows with its text`() throws {
        let small = try QRMatrix("OCTOPUS")
        #expect(small.size == 21)
        for (column, row) in [(0, 0), (small.size - 7, 0), (0, small.size - 7)] {
            #expect((0..<7).allSatisfy { small[column + $0, row] && small[column, row + $0] })
            #expect(!small[column + 1, row + 1] && small[column + 3, row + 3])
        }
        #expect(try QRMatrix(String(repeating: "a", count: 300)).size > small.size)
        #expect(!small[-1, 0] && !small[0, small.size])
    }

    @Test func `The same text gives the same code, another text another`() throws {
        #expect(try QRMatrix("točka") == QRMatrix("točka"))
        #expect(try QRMatrix("a") != QRMatrix("b"))
        #expect(try QRMatrix("a\0b") != QRMatrix("a"))
    }

    @Test func `Nothing, and too much, are refused`() {
        #expect(throws: QRCodeError.empty) { try QRMatrix("") }
        #expect(throws: QRCodeError.tooLong(bytes: 2954)) {
            try QRMatrix(String(repeating: "a", count: 2954), correction: .low)
        }
        #expect(throws: QRCodeError.tooLong(bytes: 9000)) {
            try QRMatrix(String(repeating: "1", count: 9000))
        }
        #expect(throws: Never.self) {
            try QRMatrix(String(repeating: "a", count: 2953), correction: .low)
        }
    }

    @Test func `More correction takes more room`() throws {
        let text = String(repeating: "a", count: 100)
        let sizes = try QRCorrection.allCases.map { try QRMatrix(text, correction: $0).size }
        #expect(sizes == sizes.sorted())
        #expect(Set(sizes).count == 4)
    }

    @Test func `A PNG has the code's size with its quiet zone`() throws {
        let matrix = try QRMatrix("OCTOPUS")
        let png = try matrix.png(pixelsPerModule: 3)
        #expect(png.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(png[16..<20] == [0, 0, 0, UInt8((21 + 8) * 3)])
        #expect(png[16..<20] == png[20..<24])
        #expect(png.suffix(8).prefix(4) == [0x49, 0x45, 0x4E, 0x44])
    }

    @Test func `An SVG draws each dark module once`() throws {
        let matrix = try QRMatrix("OCTOPUS")
        let dark = (0..<21).flatMap { row in (0..<21).filter { matrix[$0, row] } }.count
        let widths = matrix.svg().matches(of: /h([0-9]+)v1/).compactMap { Int($0.output.1) }
        #expect(widths.reduce(0, +) == dark)
        #expect(matrix.svg().contains(#"viewBox="0 0 29 29""#))
    }

    @Test func `A terminal's code is half as high as wide, and only as colourful as asked`() throws
    {
        let lines = try QRMatrix("OCTOPUS").terminal(isColored: false).split(separator: "\n")
        #expect(lines.count == 13)
        #expect(lines.allSatisfy { $0.count == 25 && $0.allSatisfy { "█▀▄ ".contains($0) } })
        #expect(try QRMatrix("OCTOPUS").terminal().contains("\u{1B}[97;40m"))
    }
}
