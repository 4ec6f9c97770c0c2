public import OctopusContract

/// A mail of this service that will not arrive.
///
/// It is about the end user or the visitor who left the message that it was to bring.
public struct HelpdeskMailGivenUp: MailGivenUpEvent {
    public static let declaration = EventDeclaration(
        "helpdesk.v1/HelpdeskMailGivenUp",
        .fact,
        "A mail was refused for good, or could not be sent for days."
    )

    /// The mail.
    public let mailId: MailID
    /// What it was for, as `offlineMessage`.
    public let purpose: String
    /// Why.
    public let failure: MailFailure
    /// The number that the server refused it with, as 550.
    public let serverCode: Int64?

    /// Makes one from its fields.
    public init(mailId: MailID, purpose: String, failure: MailFailure, serverCode: Int64?) {
        self.mailId = mailId
        self.purpose = purpose
        self.failure = failure
        self.serverCode = serverCode
    }
}
