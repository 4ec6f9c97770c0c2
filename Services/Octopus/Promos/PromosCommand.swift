import ArgumentParser
import OctopusClient

/// The command `octopus promos`.
struct PromosCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promos",
        abstract: "Manages what a partner shows to end users for a time, and tells who looked.",
        discussion: """
              octopus promos add "Two for one" --text "On Sunday." --channel Bakery --ends-on 2026-12-31
              octopus promos schedule "Two for one"
              octopus promos figures
              octopus report partners --measure promoOpens --step day --thing 01980af2-…
            """,
        subcommands: [
            PromosListCommand.self, PromosAddCommand.self, PromosScheduleCommand.self,
            PromosCancelCommand.self, PromosFiguresCommand.self,
        ],
        defaultSubcommand: PromosListCommand.self
    )
}

/// The command `octopus promos list`.
struct PromosListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the partner's promos, the newest first."
    )

    @Option(help: "Only those: draft, requested, scheduled, live, ended or cancelled.")
    var status: PromoStatus?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let promos = try await connection.open().use { try await NamedPromo.all(status, $0) }
        try output.show(promos, PromoPrinter.print)
    }
}

/// The command `octopus promos schedule`.
struct PromosScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Lets a promo begin at its time; one for everybody asks the tenant first."
    )

    @OptionGroup var step: PromoStepOptions

    func run() async throws { try await step.take(SchedulePromo.self) }
}

/// The command `octopus promos cancel`.
struct PromosCancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Ends a promo for good, and takes back the request for it."
    )

    @OptionGroup var step: PromoStepOptions

    func run() async throws { try await step.take(CancelPromo.self) }
}

/// A promo, and what is done with it.
struct PromoStepOptions: ParsableArguments {
    @Argument(help: "The promo's id or title.")
    var promo: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func take<M: Method>(_ method: M.Type) async throws
    where M.Request == PromoVersion, M.Reply == Promo {
        let reply = try await connection.open().use { session in
            let found = try await NamedPromo.find(promo, session)
            return try await session.asUser(
                method,
                .init(promoId: found.id, version: found.version)
            )
        }
        try output.show(reply) { PromoPrinter.print([$0]) }
    }
}

/// The command `octopus promos figures`.
struct PromosFiguresCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figures",
        abstract: "Tells how many end users opened promos and followed their links.",
        discussion: "Each end user counts once; of a promo for a segment they are whole tens."
    )

    @Argument(help: "The promo's id or title; without it all that were shown.")
    var promo: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let promos = try await connection.open().use { session in
            if let promo { return [try await NamedPromo.find(promo, session)] }
            return try await NamedPromo.all(nil, session).filter { $0.startedAt != nil }
        }
        try output.show(promos) { promos in
            var table = Table("TITLE", "STATUS", "SINCE", "OPENS", "CLICKS", "CLICKS OF OPENS")
            for promo in promos {
                table.add(
                    promo.terms.title,
                    promo.status.rawValue,
                    promo.startedAt.flatMap { InstantText.text(of: $0) } ?? "",
                    "\(promo.opens)",
                    "\(promo.clicks)",
                    promo.opens == 0 ? "" : Percentage.words(promo.clicks * 1000 / promo.opens)
                )
            }
            table.print()
        }
    }
}

/// Finds the promo that a command line means.
enum NamedPromo {
    static func all(_ status: PromoStatus?, _ session: Session) async throws -> [Promo] {
        try await session.asUser(listing: ListPromos.self) { .init(status: status, after: $0) }
    }

    /// One by id, or by its whole title one that is not over; titles may repeat.
    static func find(_ text: String, _ session: Session) async throws -> Promo {
        let all = try await all(nil, session)
        let usable = all.filter {
            ![.ended, .cancelled].contains($0.status) || $0.id == PromoID(text)
        }
        return try pick(text, "promo", of: usable, \.id.description, \.terms.title)
    }
}

/// Shows promos.
enum PromoPrinter {
    static func print(_ promos: [Promo]) {
        var table = Table("ID", "TITLE", "STATUS", "FOR", "BEGINS", "ENDS", "OPENS", "CLICKS")
        for promo in promos {
            let (terms, audience) = (promo.terms, promo.terms.audience)
            table.add(
                promo.id.description,
                terms.title,
                promo.status.rawValue,
                audience.reach.rawValue + (audience.segmentId == nil ? "" : " of a segment"),
                terms.startsOn ?? terms.startsAt.flatMap { InstantText.text(of: $0) } ?? "at once",
                terms.endsOn ?? terms.endsAt.flatMap { InstantText.text(of: $0) } ?? "",
                "\(promo.opens)",
                "\(promo.clicks)"
            )
        }
        table.print()
    }
}
