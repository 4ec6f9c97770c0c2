public import struct FoundationEssentials.UUID

/// One entry of a service's audit: who did what to what, for whom, when, from where, or tried to.
///
/// Entries are never changed or removed; each is bound to the one before it. They bear ids, never what a
/// person is called.
public struct AuditEntry: Message {
    /// From 1, without gaps.
    public let seq: Int64
    /// When it was done or refused, by the service's clock.
    public let at: Instant
    /// What was called, as `identity.v1/LogIn`; of an operator's command on the machine its name.
    public let method: String
    /// Why it was refused; absent if it was done.
    public let refusal: String?
    /// How many calls the entry stands for: more than one where somebody was refused again and again.
    public let count: Int64
    /// The program that called.
    public let program: String
    /// Its CURVE key, which tells it from another program that had its name.
    public let programKey: String?
    /// The tenant in question.
    public let tenant: TenantID?
    /// The partner in question.
    public let partner: PartnerID?
    /// Who: the person whose token came with the call, or who proved who they are by it.
    public let subject: UUID?
    /// Who acted in that person's place.
    public let actor: UUID?
    /// The session of the token.
    public let session: SessionID?
    /// From where: the person's address as a trusted program told it, or else the program's own.
    public let address: String?
    /// Finds the call in the logs of both sides.
    public let call: String?
    /// What was changed.
    public var changes: [AuditChange]

    /// Makes an entry, as a service or a test does.
    public init(
        seq: Int64,
        at: Instant,
        method: String,
        refusal: String? = nil,
        count: Int64 = 1,
        program: String,
        programKey: String? = nil,
        tenant: TenantID? = nil,
        partner: PartnerID? = nil,
        subject: UUID? = nil,
        actor: UUID? = nil,
        session: SessionID? = nil,
        address: String? = nil,
        call: String? = nil,
        changes: [AuditChange] = []
    ) {
        self.seq = seq
        self.at = at
        self.method = method
        self.refusal = refusal
        self.count = count
        self.program = program
        self.programKey = programKey
        self.tenant = tenant
        self.partner = partner
        self.subject = subject
        self.actor = actor
        self.session = session
        self.address = address
        self.call = call
        self.changes = changes
    }
}

/// What became of one thing.
public struct AuditChange: Message {
    /// The event that tells of it, as `loyalty.v1/CouponChanged`.
    public let kind: String
    /// The thing.
    public let about: UUID
    /// What of it changed; all of it where the thing is new.
    public let fields: [AuditField]

    /// Makes a change, as a service or a test does.
    public init(kind: String, about: UUID, fields: [AuditField]) {
        self.kind = kind
        self.about = about
        self.fields = fields
    }
}

/// A field before and after.
public struct AuditField: Message {
    /// As in the event: `name`, or `terms.title` of a field's field.
    public let name: String
    /// Absent where there was nothing.
    ///
    /// What is personal stands as `digest:` and 32 digits, the same for the same value of the same person.
    public let before: String?
    /// Absent where there is nothing.
    public let after: String?

    /// Makes a field, as a service or a test does.
    public init(name: String, before: String?, after: String?) {
        self.name = name
        self.before = before
        self.after = after
    }
}
