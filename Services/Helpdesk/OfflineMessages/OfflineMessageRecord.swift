import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// A message that was left, as it lies in the database.
struct OfflineMessageRecord: OwnedRecord {
    static let databaseTableName = "offline_messages"

    let id: OfflineMessageID
    private let tenant: TenantID
    let partner: PartnerID
    private let channel: ChannelID
    private let endUser: EndUserID?
    private let visitor: VisitorID?
    let leftAt: Instant
    private(set) var handledAt: Instant?
    private(set) var handledBy: UserID?
    let name: String
    let email: String
    let text: String
    let page: String?

    init(
        _ fields: OfflineFields,
        id: OfflineMessageID,
        by customer: Customer,
        to channel: ChannelRecord,
        at now: Instant
    ) {
        (self.id, tenant, partner, self.channel) = (id, channel.tenant, channel.partner, channel.id)
        switch customer {
        case .endUser(let id): (endUser, visitor) = (id, nil)
        case .visitor(let id): (endUser, visitor) = (nil, id)
        }
        leftAt = now
        (name, email, text, page) = (fields.name, fields.email.text, fields.text, fields.page)
    }

    mutating func handle(by agent: UserID, at now: Instant) {
        (handledAt, handledBy) = (now, agent)
    }

    func message(in database: Database) throws -> OfflineMessage {
        OfflineMessage(
            id: id,
            channelId: channel,
            channelName: try String.one(
                database,
                "SELECT name FROM channels WHERE id = ?",
                [channel]
            ) ?? "",
            endUserId: endUser,
            name: name,
            email: email,
            text: text,
            page: page,
            leftAt: leftAt,
            handledAt: handledAt,
            handledBy: handledBy
        )
    }
}

/// What somebody wrote, in its one form.
struct OfflineFields {
    let name: String
    let email: EmailAddress
    let text: String
    let page: String?

    /// - Throws: `invalid` with everything that is wrong.
    init(_ request: LeaveOfflineMessage.Request) throws(Refusal) {
        var fields = FieldRules()
        name = fields.text(request.name, "name", HelpdeskLimits.offlineName)
        text = fields.text(request.text, "text", HelpdeskLimits.messageText)
        page = request.page.flatMap { fields.webAddress($0, "page")?.text }
        let email = fields.email(request.email, "email")
        try fields.check()
        guard let email else { throw FieldRules.refusal("email", .form) }
        self.email = email
    }
}

extension PurgeRule {
    /// What strangers said of themselves is forgotten, dealt with or not.
    static let offlineMessages = PurgeRule(
        "offline_messages",
        olderBy: "left_at",
        keptFor: .seconds(180 * 86_400)
    )
}
