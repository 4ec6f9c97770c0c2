import ArgumentParser
import OctopusClient

/// The command `octopus placements register`.
struct PlacementsRegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Registers a place in an application; ads are off until they are turned on."
    )

    @Argument(help: "What people call it.")
    var name: String

    @Option(help: "In which application: its id or name.")
    var application: String

    @OptionGroup var options: PlacementTermsOptions
    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard options.sort != nil, !options.formats.isEmpty else {
            throw ValidationError("Say how ads stand there, and which fit: --sort and --format.")
        }
    }

    func run() async throws {
        guard let sort = options.sort else { throw Failure(.usage, "say how ads stand: --sort") }
        let terms = PlacementTerms(
            name: name,
            sort: sort,
            formats: options.formats,
            size: options.size?.size,
            lifeSeconds: options.life
        )
        let (made, found) = try await connection.open().use { session in
            let found = try await NamedApplication.find(application, session)
            let made = try await session.asUser(
                RegisterPlacement.self,
                .init(applicationId: found.id, terms: terms)
            )
            return (made, found)
        }
        try output.show(made) { PlacementPrinter.print([$0], of: [found]) }
    }
}

/// The command `octopus placements edit`.
struct PlacementsEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Changes what is named of a placement, and leaves the rest.",
        discussion: "Formats that are given replace all that it has."
    )

    @Option(help: "What people call it.")
    var name: String?

    @OptionGroup var options: PlacementTermsOptions

    @Option(
        help: ArgumentHelp(
            "What is taken away: size or life; may be given again.",
            valueName: "option"
        )
    )
    var without: [PlacementPart] = []

    @OptionGroup var step: PlacementStepOptions

    func validate() throws {
        guard name != nil || !options.isEmpty || !without.isEmpty else {
            throw ValidationError("Say what changes, as --format or --size.")
        }
    }

    func run() async throws {
        try await step.edit { old in
            PlacementTerms(
                name: name ?? old.name,
                sort: options.sort ?? old.sort,
                formats: options.formats.isEmpty ? old.formats : options.formats,
                size: options.size?.size ?? (without.contains(.size) ? nil : old.size),
                lifeSeconds: options.life ?? (without.contains(.life) ? nil : old.lifeSeconds),
                showsAds: old.showsAds
            )
        }
    }
}

/// What a tenant decides about a placement, on the command line.
struct PlacementTermsOptions: ParsableArguments {
    @Option(help: "How ads stand there: banner, native or interstitial.")
    var sort: PlacementSort?

    @Option(
        name: .customLong("format"),
        help: "Which ads fit: picture, video, carousel or text; may be given again."
    )
    var formats: [AdFormat] = []

    @Option(
        help: ArgumentHelp(
            "At which size pictures are shown, in pixels, as 320x50; without it all fit.",
            valueName: "size"
        )
    )
    var size: SizeArgument?

    @Option(
        help: ArgumentHelp(
            "For how long a chosen ad may still be shown, from 10 to 3600.",
            valueName: "seconds"
        )
    )
    var life: Int64?

    var isEmpty: Bool { sort == nil && formats.isEmpty && size == nil && life == nil }
}

/// What a placement may go without, by the option that gives it.
enum PlacementPart: String, ExpressibleByArgument, CaseIterable {
    case size
    case life
}

/// A size on the command line: `320x50`.
struct SizeArgument: ExpressibleByArgument {
    let size: PlacementSize

    init?(argument: String) {
        let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count == 2, let width = Int64(parts[0]), let height = Int64(parts[1]),
            width > 0, height > 0
        else { return nil }
        size = PlacementSize(width: width, height: height)
    }
}
