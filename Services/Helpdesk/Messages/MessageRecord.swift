import GRDB
import OctopusFiles
import OctopusHelpdeskContract
import OctopusServiceKit

/// What somebody writes, before it has its place.
struct MessageDraft: Hashable {
    let side: MessageSide
    let sender: SenderID?
    let kind: MessageKind
    var clientId: String?
    var text: String?
    var file: FileID?
    var fileName: String?
    /// What is offered, or what the happening is about.
    var engagement: Engagement?
    var happening: HappeningKind?
    /// Whom the happening is about.
    var agent: UserID?
    /// The points that it is about.
    var pointType: PointTypeID?
    var amount: Int64?
    /// The number of the broadcast that it is.
    var broadcast: Int64?

    static func line(_ kind: HappeningKind, of agent: UserID?) -> MessageDraft {
        MessageDraft(side: .system, sender: nil, kind: .system, happening: kind, agent: agent)
    }
}

/// A message as it lies in the database.
struct MessageRecord: StoredRecord {
    static let databaseTableName = "messages"

    private(set) var id: Int64?
    /// The conversation's number.
    let conversation: Int64
    let seq: Int64
    let at: Instant
    let side: MessageSide
    let sender: SenderID?
    private let kind: MessageKind
    private let clientId: String?
    private(set) var text: String?
    private(set) var file: FileID?
    private var fileName: String?
    private let coupon: CouponID?
    private let promo: PromoID?
    private let title: String?
    private let happening: HappeningKind?
    private let agent: UserID?
    private let pointType: PointTypeID?
    private let amount: Int64?
    private let broadcast: Int64?
    private(set) var editedAt: Instant?
    private(set) var deletedAt: Instant?

    init(_ draft: MessageDraft, in record: ConversationRecord, seq: Int64, at now: Instant) {
        (conversation, self.seq, at) = (record.number, seq, now)
        (side, sender, kind) = (draft.side, draft.sender, draft.kind)
        (clientId, text) = (draft.clientId, draft.text)
        (file, fileName) = (draft.file, draft.fileName)
        (coupon, promo) = (draft.engagement?.couponId, draft.engagement?.promoId)
        title = draft.engagement?.title
        (happening, agent, broadcast) = (draft.happening, draft.agent, draft.broadcast)
        (pointType, amount) = (draft.pointType, draft.amount)
    }

    static func find(
        _ seq: Int64,
        of record: ConversationRecord,
        in database: Database
    ) throws -> MessageRecord? {
        try one(
            database,
            "SELECT * FROM messages WHERE conversation = ? AND seq = ?",
            [record.seq, seq]
        )
    }

    /// The message that its sender calls so.
    static func find(
        _ clientId: String,
        by sender: SenderID,
        in record: ConversationRecord,
        _ database: Database
    ) throws -> MessageRecord? {
        try one(
            database,
            """
            SELECT * FROM messages
            WHERE conversation = ? AND sender = ? AND client_id = ?
            """,
            [record.seq, sender, clientId]
        )
    }

    /// Whether it came of that draft, as far as it still says what it said.
    func isOf(_ draft: MessageDraft) -> Bool {
        guard deletedAt == nil, editedAt == nil else { return true }
        return text == draft.text && file == draft.file && fileName == draft.fileName
            && kind == draft.kind
            && coupon == draft.engagement?.couponId && promo == draft.engagement?.promoId
    }

    mutating func edit(_ text: String, at now: Instant) { (self.text, editedAt) = (text, now) }

    mutating func delete(at now: Instant) {
        (text, file, fileName, deletedAt) = (nil, nil, nil, now)
    }

    /// Whether its writer may still change it.
    func isEditable(at now: Instant) -> Bool {
        kind != .system && deletedAt == nil
            && now.milliseconds - at.milliseconds <= HelpdeskLimits.editableMilliseconds
    }

    /// Whether there is something to find.
    var hasWords: Bool { text != nil || title != nil }

    /// What of it is searched.
    var searched: String { [text, title].compactMap { $0 }.joined(separator: " ") }

    /// About how long it is on its way.
    var travellingBytes: Int {
        400 + [text, title, fileName].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
            + (broadcast == nil ? 0 : ToldBroadcast.mostBytes)
    }

    /// As everybody reads it.
    func message(_ names: inout OperatorNames, in database: Database) throws -> ChatMessage {
        let told =
            try deletedAt == nil ? broadcast.flatMap { try ToldBroadcast.of($0, database) } : nil
        return ChatMessage(
            seq: seq,
            at: at,
            sender: MessageSender(
                side: side,
                id: sender,
                name: side == .agent
                    ? try names.name(of: sender.map { UserID($0.uuid) }, in: database) : nil
            ),
            kind: kind,
            text: told?.text ?? text,
            file: try told?.file ?? file.flatMap { try StoredFile.known($0, in: database) },
            fileName: fileName,
            engagement: kind == .engagement ? engagement : nil,
            happening: try happening.map { happening in
                Happening(
                    kind: happening,
                    agentId: agent,
                    agentName: try names.name(of: agent, in: database),
                    pointTypeId: pointType,
                    amount: amount,
                    couponId: coupon,
                    promoId: promo,
                    title: try title
                        ?? coupon.flatMap { try ChannelRecord.title(ofCoupon: $0, in: database) }
                )
            },
            broadcastId: told?.id,
            target: told?.target,
            videoLink: told?.videoLink,
            clientId: clientId,
            editedAt: editedAt,
            deletedAt: deletedAt
        )
    }

    private var engagement: Engagement? {
        if let coupon { return Engagement(kind: .coupon, couponId: coupon, title: title) }
        if let promo { return Engagement(kind: .promo, promoId: promo, title: title) }
        return nil
    }
}

/// What people call operators, asked once for each of them.
struct OperatorNames {
    private var known: [UserID: String?] = [:]

    mutating func name(of id: UserID?, in database: Database) throws -> String? {
        guard let id else { return nil }
        if let name = known[id] { return name }
        let name = try OperatorRecord.name(of: id, in: database)
        known[id] = .some(name)
        return name
    }
}

extension Emitting {
    /// Puts a message at the end of a conversation.
    @discardableResult
    func append(_ draft: MessageDraft, to record: inout ConversationRecord) throws -> Int64 {
        let seq = record.count(from: draft.side, at: now)
        try record.storeCount(in: database)
        try place(draft, at: seq, in: record, telling: told(of: draft, in: record))
        return seq
    }

    /// Stores a message at the place that was counted for it, and tells of it.
    func place(
        _ draft: MessageDraft,
        at seq: Int64,
        in record: ConversationRecord,
        telling endUser: EndUserID?
    ) throws {
        let message = MessageRecord(draft, in: record, seq: seq, at: now)
        try message.store(in: database)
        try claimFile(of: message, in: record)
        if message.hasWords { try indexMessages(seq...seq, of: record.number) }
        count(draft, in: record)
        try emit(
            MessagePosted(
                conversationId: record.id,
                seq: seq,
                channelId: record.channel,
                side: draft.side,
                kind: draft.kind,
                concerns: record.listeners,
                tells: endUser
            ),
            about: record.id.uuid,
            tenant: record.tenant,
            partner: record.partner
        )
    }

    /// The end user whom a push service tells of it.
    private func told(of draft: MessageDraft, in record: ConversationRecord) throws -> EndUserID? {
        guard draft.side == .agent || draft.side == .partner,
            case .endUser(let endUser) = record.customer
        else { return nil }
        let isMuted = try database.exists(
            "SELECT 1 FROM mutes WHERE end_user = ? AND channel = ?",
            [endUser, record.channel]
        )
        return isMuted ? nil : endUser
    }
}
