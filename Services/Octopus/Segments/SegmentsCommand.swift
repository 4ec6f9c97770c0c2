import ArgumentParser
import OctopusClient

/// The command `octopus segments`.
struct SegmentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segments",
        abstract: "Manages a partner's saved rules that select end users, and tells their sizes.",
        discussion: """
            A rule is JSON, @FILE or - for the input. What it can hold:
            octopus describe partners.v1/CreateSegment

              octopus segments add Regulars '{"kind": "lastEarned", "span": {"withinDays": 30}}'
              octopus segments preview Regulars
              octopus segments preview --rule @rule.json
            """,
        subcommands: [
            SegmentsListCommand.self, SegmentsShowCommand.self, SegmentsAddCommand.self,
            SegmentsPreviewCommand.self, SegmentsArchiveCommand.self,
        ],
        defaultSubcommand: SegmentsListCommand.self
    )
}

/// The command `octopus segments list`.
struct SegmentsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the partner's segments, the newest first."
    )

    @Option(help: "Only those: active or archived.")
    var status: SegmentStatus?

    @Option(help: "Only those whose name contains it.")
    var search: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let segments: [Segment] = try await connection.open().use { session in
            try await session.asUser(listing: ListSegments.self) {
                .init(status: status, search: search, after: $0)
            }
        }
        try output.show(segments, SegmentPrinter.print)
    }
}

/// The command `octopus segments show`.
struct SegmentsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows a segment with its rule, as JSON that add takes."
    )

    @Argument(help: "The segment's id or name.")
    var segment: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let found = try await connection.open().use { try await NamedSegment.find(segment, $0) }
        try output.show(found) { found in
            SegmentPrinter.print([found])
            Console.print("\n" + (try JSONValue(found.rule).pretty))
        }
    }
}

/// The command `octopus segments add`.
struct SegmentsAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Saves a rule under a name."
    )

    @Argument(help: "What people call it.")
    var name: String

    @Argument(help: "The rule: JSON, @FILE, or - for the input.")
    var rule: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let rule = try SegmentRule(json: Input.json(rule))
        let made = try await connection.open().use { session in
            try await session.asUser(CreateSegment.self, .init(name: name, rule: rule))
        }
        try output.show(made) { SegmentPrinter.print([$0]) }
    }
}

/// The command `octopus segments preview`.
struct SegmentsPreviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Tells how many end users a segment, or a rule, selects now, in whole tens."
    )

    @Argument(help: "The segment's id or name.")
    var segment: String?

    @Option(help: "A rule that is not saved: JSON, @FILE, or - for the input.")
    var rule: String?

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (segment == nil) != (rule == nil) else {
            throw ValidationError("Name a segment, or give a rule with --rule.")
        }
    }

    func run() async throws {
        let given = try rule.map { try SegmentRule(json: Input.json($0)) }
        let size = try await connection.open().use { session in
            var rule = given
            if let segment { rule = try await NamedSegment.find(segment, session).rule }
            guard let rule else { throw Failure(.usage, "there is no rule") }
            return try await session.asUser(PreviewSegment.self, .init(rule: rule))
        }
        try output.show(size) { size in
            var sheet = Sheet()
            sheet.add("end users", Self.words(size.endUsers))
            sheet.add("followers of them", Self.words(size.followers))
            sheet.add("counted at", InstantText.text(of: size.countedAt))
            sheet.print()
        }
    }

    private static func words(_ size: Int64) -> String {
        size == 0 ? "fewer than 10" : "\(size) or up to 9 more"
    }
}

/// The command `octopus segments archive`.
struct SegmentsArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Takes a segment out of use for good; its name becomes free."
    )

    @Argument(help: "The segment's id or name.")
    var segment: String

    @OptionGroup var output: PrintOptions
    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let archived = try await connection.open().use { session in
            let found = try await NamedSegment.find(segment, session)
            return try await session.asUser(
                ArchiveSegment.self,
                .init(segmentId: found.id, version: found.version)
            )
        }
        try output.show(archived) { SegmentPrinter.print([$0]) }
    }
}

/// Finds the segment that a command line means.
enum NamedSegment {
    /// One by id, or an active one by its whole name.
    static func find(_ text: String, _ session: Session) async throws -> Segment {
        if let id = SegmentID(text) {
            return try await session.asUser(GetSegment.self, .init(segmentId: id))
        }
        let active: [Segment] = try await session.asUser(listing: ListSegments.self) {
            .init(status: .active, after: $0)
        }
        return try pick(text, "segment", of: active, \.id.description, \.name)
    }
}

/// Shows segments.
enum SegmentPrinter {
    static func print(_ segments: [Segment]) {
        var table = Table("ID", "NAME", "STATUS", "SINCE", "NOTE")
        for segment in segments {
            table.add(
                segment.id.description,
                segment.name,
                segment.status.rawValue,
                InstantText.text(of: segment.createdAt) ?? "",
                segment.retiredAttributes == nil
                    ? "" : "selects nobody: it names an attribute that was retired"
            )
        }
        table.print()
    }
}
