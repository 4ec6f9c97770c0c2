import ArgumentParser
import OctopusServiceKit

/// Makes a tenant with very many campaigns and end users.
struct AdGrowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ad-grow",
        abstract: "Makes advertising's database with so many running campaigns, by SQL in bulk."
    )

    @Argument(help: "An empty folder for the database.")
    var folder: String

    @OptionGroup var size: AdTownOptions

    func run() async throws {
        try await AdHouse.grow(size.town, in: folder)
        try Figures().write()
    }
}

/// How large a town is that was made, or is to be made.
struct AdTownOptions: ParsableArguments {
    @Option(help: "Campaigns that run.")
    var campaigns = 10_000

    @Option(
        help: "Partners whose campaigns they are; each has a segment, of which every look asks."
    )
    var partners = 50

    @Option(help: "End users with a profile.")
    var profiles = 1_000_000

    @Option(help: "End users who ask for ads; those of a million whose tokens a client has.")
    var crowd = 500

    var town: AdTown { AdTown(campaigns: campaigns, partners: partners, endUsers: profiles) }

    var people: [Person] { town.people(crowd).map(AdHouse.person) }
}
