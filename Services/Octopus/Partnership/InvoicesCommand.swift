import ArgumentParser
import OctopusClient

/// The command `octopus invoices`.
struct InvoicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invoices",
        abstract: "Lists, shows, credits and writes out what partners are to pay.",
        subcommands: [
            InvoicesListCommand.self, InvoicesShowCommand.self, InvoicesCreditCommand.self,
            InvoicesExportCommand.self, InvoicesOperatorPriceCommand.self,
        ],
        defaultSubcommand: InvoicesListCommand.self
    )
}

/// The command `octopus invoices list`.
struct InvoicesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists invoices and credits, the newest first; a partner's user sees its own."
    )

    @Option(help: ArgumentHelp("Only those of a month, as 2026-11.", valueName: "month"))
    var month: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let invoices: [Invoice] = try await connection.open().use { session in
            if try session.isOfPartner() {
                return try await session.asUser(listing: ListOwnInvoices.self) { .init(after: $0) }
                    .filter { month == nil || $0.month == month }
            }
            return try await session.asUser(listing: ListInvoices.self) {
                .init(month: month, after: $0)
            }
        }
        try output.show(invoices, InvoicePrinter.print)
    }
}

/// The command `octopus invoices show`.
struct InvoicesShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows an invoice or a credit with its lines."
    )

    @Argument(help: "Its id.")
    var invoice: InvoiceID

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { session in
            try session.isOfPartner()
                ? try await session.asUser(GetOwnInvoice.self, .init(invoiceId: invoice))
                : try await session.asUser(GetInvoice.self, .init(invoiceId: invoice))
        }
        try output.show(found) { found in
            InvoicePrinter.print([found.invoice])
            Console.print("")
            var table = Table("WHAT", "NAME", "HOW MANY", "EACH", "FROM", "UNTIL", "DAYS", "AMOUNT")
            for line in found.lines {
                table.add(
                    line.kind.rawValue,
                    line.name,
                    "\(line.quantity)",
                    Money.number(line.unitMinorUnits, found.invoice.currency),
                    line.fromDay,
                    line.untilDay,
                    "\(line.days)/\(line.ofDays)",
                    Money.number(line.amountMinorUnits, found.invoice.currency)
                )
            }
            table.print()
        }
    }
}

/// The command `octopus invoices credit`.
struct InvoicesCreditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credit",
        abstract: "Gives back what an invoice charged, by a document of its own."
    )

    @Argument(help: "The invoice's id.")
    var invoice: InvoiceID

    @Option(help: "How much, in the currency's smallest unit; all that is left without it.")
    var amount: Int64?

    @Option(help: "Why; it stands in the document.")
    var reason: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let credit = try await connection.open().use { session in
            try await session.asUser(
                CreditInvoice.self,
                .init(invoiceId: invoice, minorUnits: amount, reason: reason)
            )
        }
        try output.show(credit) { InvoicePrinter.print([$0]) }
    }
}

/// The command `octopus invoices export`.
struct InvoicesExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes invoices and credits as a CSV file."
    )

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("Only those of a month, as 2026-11.", valueName: "month"))
    var month: String?

    @Flag(help: "Write what each document consists of, instead of a document a line.")
    var lines = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (bytes, rows) = try await connection.open().use { session in
            let begun = try await session.asUser(
                ExportInvoices.self,
                .init(month: month, byLine: lines)
            )
            return try await session.read(begun, of: "partners")
        }
        try Output.write(bytes, to: file)
        Console.note("octopus: \(rows) \(lines ? "lines of invoices" : "invoices") in \(file)")
    }
}

/// The command `octopus invoices operator-price`.
struct InvoicesOperatorPriceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator-price",
        abstract: "Sets what a chat operator costs a month, for months that begin later."
    )

    @Argument(help: "In the currency's smallest unit: 1250 is 12.50.")
    var price: Int64

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let reply = try await connection.open().use { session in
            try await session.asUser(SetOperatorPrice.self, .init(minorUnits: price))
        }
        try output.show(reply) { Console.note("An operator costs \($0.price.words).") }
    }
}

/// Shows invoices.
enum InvoicePrinter {
    static func print(_ invoices: [Invoice]) {
        var table = Table("ID", "NUMBER", "KIND", "MONTH", "PARTNER", "TOTAL", "ISSUED")
        for invoice in invoices {
            table.add(
                invoice.id.description,
                invoice.series.map { "\($0)/\(invoice.number)" } ?? "\(invoice.number)",
                invoice.kind.rawValue,
                invoice.month,
                invoice.partnerName,
                Money.words(invoice.totalMinorUnits, invoice.currency),
                InstantText.text(of: invoice.issuedAt) ?? ""
            )
        }
        table.print()
    }
}
