import FoundationEssentials
import GRDB
import OctopusFiles
import OctopusHelpdeskContract
import OctopusServiceKit

extension FileOwner.Kind {
    fileprivate static let message = Self("message")
}

extension FileOwner {
    /// A message, by its place: the conversation's number and the message's.
    static func message(_ seq: Int64, of conversation: Int64) -> FileOwner {
        FileOwner(.message, MessagePlace(conversation: conversation, seq: seq).uuid)
    }
}

/// Two numbers that name a message, as one value of sixteen bytes.
private struct MessagePlace {
    let conversation: Int64
    let seq: Int64

    init(conversation: Int64, seq: Int64) {
        (self.conversation, self.seq) = (conversation, seq)
    }

    init(_ uuid: UUID) {
        (conversation, seq) = withUnsafeBytes(of: uuid.uuid) { bytes in
            (
                Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)),
                Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self))
            )
        }
    }

    var uuid: UUID {
        let numbers = (conversation.bigEndian, seq.bigEndian)
        return withUnsafeBytes(of: numbers) { bytes in
            UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
        }
    }
}

/// Who reads attachments: who sees the message that they came with, and nobody else but their sender; that of a
/// message to many also who sends or approves it.
enum ShownAttachments {
    static let rules: [FileOwner.Kind: FileRule] = [
        .message: { caller, owner, database in
            // Who sees messages to many, and no conversation, need not be an operator.
            guard !caller.isOfTenant, let participant = try? caller.participant() else {
                return false
            }
            let place = MessagePlace(owner)
            let record = try ConversationRecord.one(
                database,
                "SELECT * FROM conversations WHERE seq = ? AND partner = ?",
                [place.conversation, caller.requirePartner()]
            )
            let seen = try record.flatMap {
                try SeenConversation.of($0, by: participant, in: database)
            }
            return seen.map { place.seq <= $0.upTo } ?? false
        },
        .broadcast: BroadcastFiles.rule,
    ]
}

extension FileSpace {
    /// What somebody who chats has uploaded, which is theirs alone.
    static func attachments(
        of participant: Participant,
        at partner: PartnerID,
        of tenant: TenantID
    ) -> FileSpace {
        switch participant {
        case .customer(let customer): .person(customer.uuid, at: partner, of: tenant)
        case .agent(let agent): .colleague(agent.id, at: partner, of: tenant)
        }
    }

    static func attachments(
        of participant: Participant,
        in record: ConversationRecord
    ) -> FileSpace {
        attachments(of: participant, at: record.partner, of: record.tenant)
    }
}

extension Emitting {
    /// What a person sends stays as long as the message has it.
    func claimFile(of message: MessageRecord, in record: ConversationRecord) throws {
        guard let file = message.file, let sender = message.sender else { return }
        try claimFiles(
            [file],
            for: .message(message.seq, of: message.conversation),
            in: .person(sender.uuid, at: record.partner, of: record.tenant),
            as: .any,
            path: "fileId"
        )
    }
}
