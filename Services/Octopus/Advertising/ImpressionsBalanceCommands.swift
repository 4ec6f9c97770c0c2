import ArgumentParser
import OctopusClient

/// The command `octopus impressions ask`.
struct ImpressionsAskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Asks the tenant for a package of impressions, as it is now.",
        discussion: "It stands among the partner's requests: octopus account requests"
    )

    @Argument(help: "The package's id or name.")
    var package: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let asked = try await connection.open().use { session in
            let found = try await NamedImpressionPackage.find(package, session)
            return try await session.asUser(
                RequestImpressionPackage.self,
                .init(impressionPackageId: found.id)
            )
        }
        try output.show(asked) { asked in
            var sheet = Sheet()
            sheet.add("request", asked.requestId.description)
            sheet.print()
        }
    }
}

/// The command `octopus impressions balance`.
struct ImpressionsBalanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "balance",
        abstract: "Shows what the partner has of impressions; of a tenant, what its partners have."
    )

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let session = try connection.open()
        guard try session.isOfPartner() else { return try await session.use(showAll) }
        let balance = try await session.use { session in
            try await session.asUser(GetImpressionBalance.self, .init())
        }
        try output.show(balance) { $0.sheet.print() }
    }

    private func showAll(_ session: Session) async throws {
        let balances: [PartnerImpressions] = try await session.asUser(
            listing: ListImpressionBalances.self
        ) { .init(after: $0) }
        let names = try await names(session)
        try output.show(balances) { balances in
            var table = Table(
                "PARTNER",
                "NAME",
                "BOUGHT",
                "ADJUSTED",
                "RESERVED",
                "COUNTED",
                "AVAILABLE"
            )
            for one in balances {
                let (id, name) = (one.partnerId.description, names[one.partnerId] ?? "")
                table.add(cells: [id, name] + one.balance.cells.map { "\($0.value)" })
            }
            table.print()
        }
    }

    /// Nothing for somebody who may see what partners have, and not which there are.
    private func names(_ session: Session) async throws -> [PartnerID: String] {
        do {
            return try await NamedPartner.all(session).reduce(into: [:]) { $0[$1.id] = $1.name }
        } catch let failure as CallFailure where ExitStatus(failure.status) == .denied {
            return [:]
        }
    }
}

/// The command `octopus impressions adjust`.
struct ImpressionsAdjustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjust",
        abstract: "Adds impressions to what a partner has, or takes some that are available."
    )

    @Argument(help: "The partner's id or name.")
    var partner: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("How many are added, or taken if below zero.", valueName: "number")
    )
    var by: Int64

    @Option(help: "Why, as the partner's ledger tells it.")
    var reason: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let balance = try await connection.open().use { session in
            let found = try await NamedPartner.find(partner, session)
            return try await session.asUser(
                AdjustImpressions.self,
                .init(partnerId: found.id, amount: by, reason: reason)
            )
        }
        try output.show(balance) { $0.sheet.print() }
    }
}

/// The command `octopus impressions ledger`.
struct ImpressionsLedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Lists the movements of the partner's impressions, the newest first."
    )

    @Option(help: "Only those: purchase, reservation, count, giveBack, increase or decrease.")
    var kind: ImpressionEntryKind?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let entries: [ImpressionEntry] = try await connection.open().use { session in
            try await session.asUser(listing: ListImpressionLedger.self) {
                .init(kind: kind, after: $0)
            }
        }
        try output.show(entries) { entries in
            var table = Table("AT", "KIND", "IMPRESSIONS", "FROM", "TO", "OF", "WHY")
            for entry in entries {
                table.add(
                    InstantText.text(of: entry.at) ?? "",
                    entry.kind.rawValue,
                    "\(entry.amount)",
                    entry.from.rawValue,
                    entry.to.rawValue,
                    entry.campaignId?.description ?? entry.requestId?.description ?? "",
                    entry.reason ?? ""
                )
            }
            table.print()
        }
    }
}

extension ImpressionBalance {
    /// What it has, by the field's names.
    fileprivate var cells: [(name: String, value: Int64)] {
        [
            ("bought", bought), ("adjusted", adjusted), ("reserved", reserved),
            ("counted", counted), ("available", available),
        ]
    }

    fileprivate var sheet: Sheet {
        var sheet = Sheet()
        for cell in cells { sheet.add(cell.name, "\(cell.value)") }
        return sheet
    }
}
