public import OctopusContract

/// What helpdesk reports of a partner.
///
/// Times are sums of seconds: divided by how many there were, they are means.
public enum HelpdeskMeasure: String, ReportMeasure {
    /// Chats that end users or visitors began, were first answered in, and that operators finished, by channel;
    /// one that goes on after it was finished begins anew.
    case chatsBegun, chatsAnswered, chatsFinished
    /// Seconds from the beginning to the first answer, and to the end, of those, by channel.
    case secondsToAnswer, secondsToFinish
    /// What was written by end users and visitors, by operators, and to many at once, by channel.
    case messagesReceived, messagesSent, messagesToMany
    /// The same by operator: whom they answered first and what they finished.
    case agentChatsAnswered, agentChatsFinished, agentSecondsToAnswer, agentSecondsToFinish
    /// What an operator wrote.
    case agentMessagesSent
}

/// Reports a partner's chats and messages over a time, in steps or at a glance.
///
/// A normal chat operator is told of themselves alone.
public enum ReadHelpdeskReport: Method {
    public typealias Request = ReportQuery<HelpdeskMeasure>
    public typealias Reply = Report<HelpdeskMeasure>

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReadHelpdeskReport",
        .read,
        "Reports a partner's chats and messages over a time, in steps or at a glance.",
        access: .anyOf(.partnerUser(.analytics, .view)),
        routing: .partner,
        reasons: [.administratorsOnly]
    )
}

/// Makes a CSV file of what a report answers, which `mesh.v1/ReadExport` reads in chunks.
public enum ExportHelpdeskReport: Method {
    public typealias Request = ReportQuery<HelpdeskMeasure>
    public typealias Reply = BegunExport

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ExportHelpdeskReport",
        .command,
        "Makes a CSV file of what a report answers: its rows, or its totals if there are no steps.",
        access: .anyOf(.partnerUser(.analytics, .view)),
        routing: .partner,
        reasons: [.administratorsOnly, .tooManyExports]
    )
}
