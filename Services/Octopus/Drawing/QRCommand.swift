import ArgumentParser
import FoundationEssentials
import OctopusQRCode

extension QRCorrection: ExpressibleByArgument {}

/// The command `octopus qr`.
struct QRCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qr",
        abstract: "Draws a text as a QR code, here or into files."
    )

    @Argument(help: "The text, or - for the input.")
    var text: String

    @Option(help: ArgumentHelp("Write a PNG.", valueName: "file"))
    var png: String?

    @Option(help: ArgumentHelp("Write an SVG.", valueName: "file"))
    var svg: String?

    @Option(help: "How much may be unreadable: low 7 %, medium 15 %, quartile 25 %, high 30 %.")
    var correction = QRCorrection.medium

    @Option(help: ArgumentHelp("A PNG's pixels for each module, 1 to 64.", valueName: "pixels"))
    var scale = 8

    func validate() throws {
        guard (1...64).contains(scale) else { throw ValidationError("--scale is 1 to 64.") }
    }

    func run() throws {
        let text = try text == "-" ? Self.input() : text
        do {
            let matrix = try QRMatrix(text, correction: correction)
            if let png { try Output.write(try matrix.png(pixelsPerModule: scale), to: png) }
            if let svg { try Output.write(Array(matrix.svg().utf8), to: svg) }
            if png == nil, svg == nil {
                let isColored =
                    Console.isTerminal && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
                Console.printLines(matrix.terminal(isColored: isColored))
            }
        } catch let error as QRCodeError {
            throw Failure(.usage, "\(error)")
        }
    }

    /// The input without the line end that programs put behind it.
    private static func input() throws -> String {
        let bytes = try Input.bytes(of: "-", atMost: 65_536)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.usage, "the input is not text")
        }
        return text.last?.isNewline == true ? String(text.dropLast()) : text
    }
}
