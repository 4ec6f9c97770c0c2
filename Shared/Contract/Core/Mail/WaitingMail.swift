public import struct FoundationEssentials.UUID

/// A mail that a service has not sent, and why.
public struct WaitingMail: Message {
    /// Its identifier, which is in its Message-ID, too.
    public let id: MailID
    /// Whose mail it is.
    public let tenantId: TenantID
    /// What it is for, as `invitation`.
    public let purpose: String
    /// The user, end user or thing that it is about.
    public let subjectId: UUID
    /// Whom it is for; absent once the mail was given up.
    public let to: String?
    /// When it was written.
    public let createdAt: Instant
    /// How often it was tried.
    public let attempts: Int64
    /// When it was tried last; absent if it never was.
    public let triedAt: Instant?
    /// When it is tried next; absent once it was given up.
    public let nextAt: Instant?
    /// What went wrong last.
    public let failure: MailFailure?
    /// The number that the server refused it with, as 550.
    public let serverCode: Int64?
    /// When it was given up.
    public let givenUpAt: Instant?

    /// Makes one from its fields.
    public init(
        id: MailID,
        tenantId: TenantID,
        purpose: String,
        subjectId: UUID,
        to: String?,
        createdAt: Instant,
        attempts: Int64,
        triedAt: Instant?,
        nextAt: Instant?,
        failure: MailFailure?,
        serverCode: Int64?,
        givenUpAt: Instant?
    ) {
        self.id = id
        self.tenantId = tenantId
        self.purpose = purpose
        self.subjectId = subjectId
        self.to = to
        self.createdAt = createdAt
        self.attempts = attempts
        self.triedAt = triedAt
        self.nextAt = nextAt
        self.failure = failure
        self.serverCode = serverCode
        self.givenUpAt = givenUpAt
    }
}

/// Why a mail was not sent.
public enum MailFailure: String, Codable, Sendable, CaseIterable {
    /// The installation has no server for mail.
    case notSetUp
    /// The server could not be reached, or the line to it broke.
    case unreachable
    /// The server's certificate could not be trusted, or it offers no encryption.
    case insecure
    /// The server did not take the name and password.
    case logInRefused
    /// The server asked to come again.
    case deferred
    /// The server takes no mail from the installation's address.
    case senderRefused
    /// The server refused for good, for instance since it knows no such person.
    case refused
    /// It was of no more use, as a link that has ended.
    case outdated
    /// It could not be sent for days.
    case exhausted
    /// The folder for mails could not be written.
    case noSpool
    /// It can't be opened, since the key that sealed it is gone.
    case unreadable
    /// No address was known when it was written: of whom it is for nothing was told yet.
    case noAddress
}

/// What a service's log tells of a mail that will not arrive.
public protocol MailGivenUpEvent: Event {
    /// Makes one from what is known.
    init(mailId: MailID, purpose: String, failure: MailFailure, serverCode: Int64?)
}
