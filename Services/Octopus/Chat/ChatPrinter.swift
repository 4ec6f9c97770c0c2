import OctopusClient

/// Shows conversations.
enum ConversationPrinter {
    static func print(_ conversations: [Conversation]) {
        var table = Table(
            "ID",
            "WHO",
            "CHANNEL",
            "STATUS",
            "OPERATOR",
            "PLACE",
            "UNREAD",
            "CHANGED"
        )
        for one in conversations {
            table.add(
                one.id.description,
                name(of: one),
                one.channelName,
                one.status.rawValue,
                one.agentName ?? one.agentId?.description ?? "",
                one.queuePosition.map { "\($0)" } ?? "",
                one.unread == 0 ? "" : "\(one.unread)",
                InstantText.text(of: one.changedAt) ?? ""
            )
        }
        table.print()
    }

    static func print(_ standing: ConversationStanding) {
        Console.print("\(standing.conversationId)  \(standing.status.rawValue)")
    }

    static func sheet(of one: Conversation) -> Sheet {
        var sheet = Sheet()
        sheet.add("id", one.id.description)
        sheet.add("who", name(of: one))
        sheet.add("channel", one.channelName)
        sheet.add("status", one.status.rawValue)
        sheet.add("operator", one.agentName ?? one.agentId?.description)
        sheet.add("waits since", one.waitingSinceAt.flatMap(InstantText.text))
        sheet.add("place", one.queuePosition.map { "\($0)" })
        sheet.add("unread", "\(one.unread)")
        sheet.add("read by them", "\(one.marks.customerRead) of \(one.lastSeq)")
        return sheet
    }

    /// Who writes in it, as far as it is known.
    static func name(of one: Conversation) -> String {
        one.name ?? (one.visitorId == nil ? "somebody" : "a visitor")
    }
}

/// Shows messages, each on a line or with its further lines below it.
enum MessagePrinter {
    static func text(of message: ChatMessage, in conversation: Conversation?) -> String {
        let at = InstantText.text(of: message.at) ?? ""
        let who = TerminalText.safe(writer(of: message, in: conversation))
        let lines = TerminalText.safe(words(of: message), keepsLines: true)
            .split(separator: "\n", omittingEmptySubsequences: false)
        return "\(message.seq)  \(at)  \(who): " + lines.joined(separator: "\n    ")
    }

    private static func writer(
        of message: ChatMessage,
        in conversation: Conversation?
    ) -> String {
        switch message.sender.side {
        case .agent: message.sender.name ?? "an operator"
        case .customer: conversation.map(ConversationPrinter.name(of:)) ?? "them"
        case .partner: "the partner"
        case .system: "-"
        }
    }

    private static func words(of message: ChatMessage) -> String {
        if message.deletedAt != nil { return "(taken back)" }
        var parts: [String] = []
        if let happening = message.happening { parts.append(words(of: happening)) }
        if let text = message.text { parts.append(text) }
        if let offer = message.engagement {
            let id = offer.couponId?.description ?? offer.promoId?.description ?? ""
            parts.append("[\(offer.kind.rawValue) \(offer.title ?? "") \(id)]")
        }
        if let file = message.file { parts.append("[\(file.type.rawValue) \(file.fileId)]") }
        if message.editedAt != nil { parts.append("(edited)") }
        return parts.joined(separator: " ")
    }

    private static func words(of happening: Happening) -> String {
        let title = happening.title ?? "something"
        switch happening.kind {
        case .pointsAwarded: return "they got \(happening.amount ?? 0) points"
        case .pointsExpiring: return "\(happening.amount ?? 0) of their points expire soon:"
        case .couponIssued: return "they got the coupon \(title)"
        case .couponRedeemed: return "they redeemed the coupon \(title)"
        case .promoBegan: return "the promo \(title) began"
        default:
            let who = happening.agentName ?? "an operator"
            return who + " " + (deeds[happening.kind] ?? "(\(happening.kind.rawValue))")
        }
    }

    private static let deeds: [HappeningKind: String] = [
        .taken: "has it", .invited: "began it", .released: "gave it back",
        .lost: "did not answer in time",
        .transferred: "has it now", .finished: "closed it",
    ]
}
