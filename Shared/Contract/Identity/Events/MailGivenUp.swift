public import OctopusContract

/// A mail that will not arrive.
///
/// It is about whom or what the mail was about. The address is not told: it stands where the person's
/// data are.
public struct MailGivenUp: MailGivenUpEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/MailGivenUp",
        .fact,
        "A mail was refused for good, or could not be sent for days."
    )

    /// The mail.
    public let mailId: MailID
    /// What it was for, as `invitation`.
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
