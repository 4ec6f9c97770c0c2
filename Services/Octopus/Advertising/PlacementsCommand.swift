import ArgumentParser
import OctopusClient

/// The command `octopus placements`.
struct PlacementsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "placements",
        abstract: "Manages the places in a tenant's applications where ads are shown.",
        discussion: """
              octopus placements register Top --application Mall --sort banner --format picture --size 320x50
              octopus placements on Top
              octopus placements edit Top --format picture --format text --without size
            A partner's users see at which ones campaigns can be shown:
              octopus placements
            """,
        subcommands: [
            PlacementsListCommand.self, PlacementsRegisterCommand.self,
            PlacementsEditCommand.self, PlacementsOnCommand.self, PlacementsOffCommand.self,
            PlacementsArchiveCommand.self,
        ],
        defaultSubcommand: PlacementsListCommand.self
    )
}

/// The command `octopus placements list`.
struct PlacementsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists placements by application; a partner's user sees those to show ads at."
    )

    @Option(help: "Only those of this application: its id or name.")
    var application: String?

    @Option(help: "Only those: active or archived.")
    var status: PlaceStatus?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        guard try session.isOfPartner() else { return try await session.use(showAll) }
        let offered = try await session.use(NamedPlacement.offered)
        try output.show(offered.filter { application == nil || $0.application == application }) {
            PlacementPrinter.print($0)
        }
    }

    private func showAll(_ session: Session) async throws {
        let applications =
            if let application {
                [try await NamedApplication.find(application, session)]
            } else {
                try await NamedApplication.all(nil, session)
            }
        let placements = try await NamedPlacement.all(of: applications, status, session)
        try output.show(placements) { PlacementPrinter.print($0, of: applications) }
    }
}

/// The command `octopus placements on`.
struct PlacementsOnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on",
        abstract: "Lets ads be shown at a placement, if they are on in its application."
    )

    @OptionGroup var step: PlacementStepOptions

    func run() async throws { try await step.turn(true) }
}

/// The command `octopus placements off`.
struct PlacementsOffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "off",
        abstract: "Shows no ads any more at a placement."
    )

    @OptionGroup var step: PlacementStepOptions

    func run() async throws { try await step.turn(false) }
}

/// The command `octopus placements archive`.
struct PlacementsArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Ends a placement for good; campaigns that name it go on at their others."
    )

    @OptionGroup var step: PlacementStepOptions

    func run() async throws {
        try await step.take { found, session in
            try await session.asUser(
                ArchivePlacement.self,
                .init(placementId: found.id, version: found.version)
            )
        }
    }
}

/// A placement, and what is done with it.
struct PlacementStepOptions: ParsableArguments {
    @Argument(help: "The placement's id or name.")
    var placement: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func turn(_ showsAds: Bool) async throws {
        try await edit { terms in
            PlacementTerms(
                name: terms.name,
                sort: terms.sort,
                formats: terms.formats,
                size: terms.size,
                lifeSeconds: terms.lifeSeconds,
                showsAds: showsAds
            )
        }
    }

    func edit(_ change: @escaping (PlacementTerms) -> PlacementTerms) async throws {
        try await take { found, session in
            try await session.asUser(
                EditPlacement.self,
                .init(placementId: found.id, version: found.version, terms: change(found.terms))
            )
        }
    }

    func take(_ step: (Placement, Session) async throws -> Placement) async throws {
        let (reply, applications) = try await connection.open().use { session in
            let applications = try await NamedApplication.all(nil, session)
            let found = try await NamedPlacement.find(placement, of: applications, session)
            return (try await step(found, session), applications)
        }
        try output.show(reply) { PlacementPrinter.print([$0], of: applications) }
    }
}

/// Finds the placement that a command line means.
enum NamedPlacement {
    /// The tenant's, application by application.
    static func all(
        of applications: [Application],
        _ status: PlaceStatus?,
        _ session: Session
    ) async throws -> [Placement] {
        var all: [Placement] = []
        for application in applications {
            all += try await session.asUser(listing: ListPlacements.self) {
                .init(applicationId: application.id, status: status, after: $0)
            }
        }
        return all
    }

    /// One by id, or by its whole name one that is not archived; applications may have the same names.
    static func find(
        _ text: String,
        of applications: [Application],
        _ session: Session
    ) async throws -> Placement {
        let usable = try await all(of: applications, nil, session).filter {
            $0.status == .active || $0.id == PlacementID(text)
        }
        return try pick(text, "placement", of: usable, \.id.description, \.terms.name)
    }

    /// Those at which campaigns of the partner can be shown.
    static func offered(_ session: Session) async throws -> [OfferedPlacement] {
        try await session.asUser(listing: ListOfferedPlacements.self) { .init(after: $0) }
    }

    /// The same, by ids or names.
    static func offered(_ texts: [String], _ session: Session) async throws -> [PlacementID] {
        guard !texts.isEmpty else { return [] }
        let all = try await offered(session)
        return try texts.map { text in
            try pick(text, "placement", of: all, \.id.description, \.terms.name).id
        }
    }
}

/// Shows placements.
enum PlacementPrinter {
    static func print(_ placements: [Placement], of applications: [Application]) {
        let names = applications.reduce(into: [:]) { $0[$1.id] = $1.terms.name }
        var table = Table(
            "ID",
            "NAME",
            "APPLICATION",
            "SORT",
            "FORMATS",
            "SIZE",
            "LIFE",
            "ADS",
            "STATUS"
        )
        for placement in placements {
            let terms = placement.terms
            let place = [
                placement.id.description, terms.name, names[placement.applicationId] ?? "",
            ]
            let ads = terms.showsAds == true ? "on" : "off"
            table.add(cells: place + terms.cells + [ads, placement.status.rawValue])
        }
        table.print()
    }

    static func print(_ placements: [OfferedPlacement]) {
        var table = Table("ID", "NAME", "APPLICATION", "KIND", "SORT", "FORMATS", "SIZE", "LIFE")
        for placement in placements {
            let place = [
                placement.id.description, placement.terms.name, placement.application,
                placement.kind.rawValue,
            ]
            table.add(cells: place + placement.terms.cells)
        }
        table.print()
    }
}

extension PlacementTerms {
    /// How ads stand there, which ones, at which size and for how long.
    fileprivate var cells: [String] {
        [
            sort.rawValue,
            formats.map(\.rawValue).joined(separator: " "),
            size.map { "\($0.width)x\($0.height)" } ?? "",
            lifeSeconds.map { "\($0) s" } ?? "",
        ]
    }
}
