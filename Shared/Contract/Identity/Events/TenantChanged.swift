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

    /// Makes one from its fields.
    public init(
        id: TenantID,
        version: Int64,
        name: String,
        locale: String,
        currency: String,
        timeZone: String
    ) {
        self.id = id
        self.version = version
        self.name = name
        self.locale = locale
        self.currency = currency
        self.timeZone = timeZone
    }
}
