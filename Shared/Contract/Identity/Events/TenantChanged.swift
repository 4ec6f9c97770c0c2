public import OctopusContract

/// A tenant as it now is.
public struct TenantChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/TenantChanged",
        .state,
        "A tenant as it now is."
    )

    /// Its identifier.
    public let id: TenantID
    /// Rises with each change.
    public let version: Int64
    /// What people call it.
    public let name: String
    /// BCP 47, as `hr-HR`.
    public let locale: String
    /// ISO 4217, as `EUR`.
    public let currency: String
    /// IANA, as `Europe/Zagreb`.
    public let timeZone: String
    /// What the links in its mails begin with; absent: the installation's.
    public let linksBase: String?
    /// As whom its mails are sent; absent: by its name.
    public let senderName: String?
    /// Where answers to its mails go; a business's address, not a person's.
    public let replyTo: String?

    /// Makes one from its fields.
    public init(
        id: TenantID,
        version: Int64,
        name: String,
        locale: String,
        currency: String,
        timeZone: String,
        linksBase: String? = nil,
        senderName: String? = nil,
        replyTo: String? = nil
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.locale = locale
        self.currency = currency
        self.timeZone = timeZone
        self.linksBase = linksBase
        self.senderName = senderName
        self.replyTo = replyTo
    }
}
