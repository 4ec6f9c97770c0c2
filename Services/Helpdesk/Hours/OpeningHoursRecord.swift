import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// When a partner or a channel answers, as it lies in the database.
struct OpeningHoursRecord: OwnedRecord {
    static let databaseTableName = "opening_hours"

    /// The channel, or the partner.
    let id: UUID
    let partner: PartnerID
    var version: Int64 = 0
    var terms: OpeningTerms?

    static func hours(
        of channel: ChannelID?,
        _ partner: PartnerID,
        in database: Database
    ) throws -> OpeningHoursRecord? {
        try known(channel?.uuid ?? partner.uuid, of: partner, in: database)
    }

    func hours(of channel: ChannelID?) -> OpeningHours {
        OpeningHours(channelId: channel, version: version, terms: terms)
    }
}

/// What opening hours come to for a channel at a moment.
enum ChannelHours: Hashable {
    case open
    /// With what is said then, and when it is over, if ever.
    case closed(text: String, opensAt: Instant?)

    static func of(
        _ channel: ChannelID,
        _ partner: PartnerID,
        at now: Instant,
        in database: Database
    ) throws -> ChannelHours {
        let terms =
            try OpeningHoursRecord.hours(of: channel, partner, in: database)?.terms
            ?? OpeningHoursRecord.hours(of: nil, partner, in: database)?.terms
        guard let terms else { return .open }
        let zone = try PartnerRecord.find(partner, in: database)?.timeZone
        let calendar = zone.flatMap(ReportCalendar.init) ?? .utc
        guard !terms.isOpen(at: now, in: calendar) else { return .open }
        return .closed(text: terms.closedText, opensAt: terms.opens(after: now, in: calendar))
    }
}

extension Emitting {
    /// Outside of the hours the partner says so, once until an operator has closed the conversation.
    func answerOutsideOfHours(_ record: inout ConversationRecord) throws {
        guard record.status == .unanswered,
            case .closed(let text, _) = try ChannelHours.of(
                record.channel,
                record.partner,
                at: now,
                in: database
            )
        else { return }
        let isFirst = try database.run(
            """
            UPDATE rounds SET closed_told_at = ?
            WHERE conversation = ? AND finished_at IS NULL AND closed_told_at IS NULL
            """,
            [now, record.seq]
        )
        guard isFirst > 0 else { return }
        try append(MessageDraft(side: .partner, sender: nil, kind: .text, text: text), to: &record)
    }
}
