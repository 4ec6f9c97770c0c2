import ArgumentParser
import FoundationEssentials
import OctopusClient
import Testing

@testable import OctopusCommandLine

struct AdContentTests {
    private let pictures = (0..<3).map { _ in FileID(UUID()) }

    private func cards(_ arguments: String..., over old: [AdCard]? = nil) throws -> [AdCard]? {
        try AdContentOptions.parse(arguments).cards(pictures, over: old)
    }

    @Test func `what an ad is given says of which format it is`() throws {
        func format(_ arguments: String...) throws -> AdFormat {
            try AdContentOptions.parse(arguments).format
        }
        #expect(try format("--text", "For two.") == .text)
        #expect(try format("--picture", "a.png") == .picture)
        #expect(try format("--picture", "a.png", "--picture", "b.png") == .carousel)
        #expect(try format("--video", "a.mp4") == .video)
        #expect(try format("--video-link", "https://video.example/a") == .video)
    }

    @Test func `cards have the words that are given, and else those of before`() throws {
        let made = try cards(
            "--card-headline",
            "2=One = two",
            "--card-target",
            "1=https://a.example/"
        )
        #expect(made?.map(\.pictureId) == pictures)
        #expect(made?.map(\.headline) == [nil, "One = two", nil])
        #expect(made?.map(\.target) == ["https://a.example/", nil, nil])
        let edited = try cards("--card-headline", "2=", "--card-headline", "3=Three", over: made)
        #expect(edited?.map(\.headline) == [nil, nil, "Three"])
        #expect(edited?.map(\.target) == made?.map(\.target))
    }

    @Test(arguments: ["4=Four", "9=x"])
    func `words of a card that is not there are refused`(argument: String) throws {
        let failure = #expect(throws: Failure.self) { try cards("--card-headline", argument) }
        #expect(failure?.message == "there is no card \(argument.prefix(1)); the last one is 3")
    }

    @Test(arguments: ["Bread", "0=Bread", "-1=Bread", "one=Bread", "=Bread"])
    func `what names no card is no card's words`(argument: String) {
        #expect(CardArgument(argument: argument) == nil)
    }

    @Test func `a size is a width and a height`() {
        #expect(SizeArgument(argument: "320x50")?.size == PlacementSize(width: 320, height: 50))
        for argument in ["320", "320x", "0x50", "320x-5", "320x50x1"] {
            #expect(SizeArgument(argument: argument) == nil)
        }
    }
}
