public import OctopusContract

/// What a program may do without a person.
public struct ServiceAccount: Message {
    /// The program, by its present key.
    public let principalId: PrincipalID
    /// What its tokens, events and the audit call it: the same after its key was changed.
    public let id: PrincipalID
    /// What people call the program.
    public let name: String
    /// Rises with each change, from 0; a change names the one that was read.
    public let version: Int64
    /// One entry a product; a product without one gives nothing.
    ///
    /// What the account's package does not include is not told, and comes back with a larger one.
    public let levels: [ProductLevel]
    /// When the levels were changed last; absent while there never were any.
    public let changedAt: Instant?

    /// Makes one from its fields.
    public init(
        principalId: PrincipalID,
        id: PrincipalID,
        name: String,
        version: Int64,
        levels: [ProductLevel],
        changedAt: Instant?
    ) {
        self.principalId = principalId
        self.id = id
        self.name = name
        self.version = version
        self.levels = levels
        self.changedAt = changedAt
    }
}
