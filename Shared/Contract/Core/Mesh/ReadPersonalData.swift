/// Tells what a service keeps of an end user, in pages.
///
/// End users are told of themselves; a tenant's users with full rights over users, of its end users. Of
/// somebody who was erased, or belongs to another tenant, there is nothing: `notFound`.
public enum ReadPersonalData: Method {
    public typealias Reply = Page<PersonalRecord>

    public static let declaration = MethodDeclaration(
        "mesh.v1/ReadPersonalData",
        .read,
        "Tells what the service keeps of an end user: a part of the file of that person.",
        access: .anyOf(.endUser, .tenantUser(.users, .full)).refusingImpersonators,
        routing: .none
    )

    public struct Request: PageRequest {
        /// Whom; an end user may leave it out.
        public let endUserId: EndUserID?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            endUserId: EndUserID? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.endUserId = endUserId
            self.after = after
            self.limit = limit
        }
    }
}

/// One thing that a service keeps of a person.
public struct PersonalRecord: Message {
    /// Which of the service's tables has it.
    public let table: String
    /// What it says; what is empty there is left out.
    public let fields: [PersonalField]

    /// Makes one from its fields.
    public init(table: String, fields: [PersonalField]) {
        self.table = table
        self.fields = fields
    }
}

/// One field of what is kept of a person: a name, and exactly one of the others.
public struct PersonalField: Message {
    /// What it is called.
    public let name: String
    /// A text, an id, or JSON.
    public let text: String?
    /// A number; yes and no are 1 and 0.
    public let amount: Int64?
    /// A time.
    public let at: Instant?

    /// Makes one from its fields.
    public init(name: String, text: String? = nil, amount: Int64? = nil, at: Instant? = nil) {
        self.name = name
        self.text = text
        self.amount = amount
        self.at = at
    }
}
