import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// Messages of a conversation as lines that people read, in the tenant's time.
struct Transcript {
    private let calendar: ReportCalendar
    /// Whose clocks its times are of, by IANA.
    let zone: String
    /// What people call who writes from outside.
    let customer: String
    private var names = OperatorNames()

    init(of record: ConversationRecord, in database: Database) throws {
        let zone = try TenantRecord.find(record.tenant, in: database)?.timeZone ?? "UTC"
        let known = ReportCalendar(zone)
        (calendar, self.zone) = (known ?? .utc, known == nil ? "UTC" : zone)
        customer =
            try record.customerName(in: database)
            ?? (record.isOfVisitor ? "Visitor" : "Customer")
    }

    static let titles: [CSV.Cell] = [
        .text("place"), .text("time"), .text("side"), .text("name"), .text("text"), .text("note"),
    ]

    /// A message as lines of a text; what it has more of is set in, so that nobody writes as another.
    mutating func text(_ record: MessageRecord, in database: Database) throws -> String {
        let message = try record.message(&names, in: database)
        let words = [note(of: message).map { "[\($0)]" }, message.text].compactMap { $0 }
            .joined(separator: " ")
        let lines = words.split(separator: "\n", omittingEmptySubsequences: false)
        let head = "\(time(message.at))  \(name(of: message))"
        return "\(head): \(lines.joined(separator: "\n    "))\n"
    }

    /// A message as a line of a file for spreadsheets.
    mutating func cells(_ record: MessageRecord, in database: Database) throws -> [CSV.Cell] {
        let message = try record.message(&names, in: database)
        return [
            .number(message.seq), .text(time(message.at)), .text(message.sender.side.rawValue),
            .text(name(of: message)), .text(message.text), .text(note(of: message)),
        ]
    }

    private func time(_ instant: Instant) -> String {
        let offset = calendar.offset(at: instant.milliseconds / 1000)
        return String(
            InstantColumn.text(of: instant.adding(milliseconds: offset * 1000)).prefix(19)
        )
    }

    private func name(of message: ChatMessage) -> String {
        switch message.sender.side {
        case .customer: customer
        case .agent: message.sender.name ?? "Operator"
        case .partner: "Partner"
        case .system: "System"
        }
    }

    /// What it is beside its words.
    private func note(of message: ChatMessage) -> String? {
        if message.deletedAt != nil { return "deleted" }
        if let happening = message.happening {
            let thing = happening.amount.map { "\($0)" } ?? happening.title ?? happening.agentName
            return "\(happening.kind.rawValue): \(thing ?? "an operator")"
        }
        if let file = message.file {
            let facts = "\(file.type.mediaType), \(file.size) bytes"
            return message.fileName.map { "\($0), \(facts)" } ?? facts
        }
        if let engagement = message.engagement {
            return "\(engagement.kind.rawValue): \(engagement.title ?? "")"
        }
        return message.editedAt == nil ? nil : "edited"
    }
}

extension ConversationRecord {
    fileprivate var isOfVisitor: Bool {
        if case .visitor = customer { return true }
        return false
    }
}
