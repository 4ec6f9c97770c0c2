import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// Whether a channel's chat is on, as it lies in the database.
struct ChatSettingsRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "chat_settings"

    /// The channel.
    let id: ChannelID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    var isEnabled: Bool

    init(of channel: ChannelRecord, isEnabled: Bool) {
        (id, tenant, partner) = (channel.id, channel.tenant, channel.partner)
        self.isEnabled = isEnabled
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: ChatSettingsChanged {
        ChatSettingsChanged(id: id, version: version, isEnabled: isEnabled)
    }
}

extension ChatSettings {
    static func of(_ channel: ChannelRecord, in database: Database) throws -> ChatSettings {
        let record = try ChatSettingsRecord.known(
            channel.id,
            of: channel.partner,
            in: database
        )
        return ChatSettings(
            channelId: channel.id,
            version: record?.version ?? 0,
            isEnabled: record?.isEnabled ?? false,
            isOpen: try opens(channel.id, in: database)
        )
    }

    /// Whether end users can write to a channel now.
    ///
    /// The switch is the partner's, and stays as it is while the package lacks the chat: once it is back,
    /// so is the chat.
    static func opens(_ channel: ChannelID, in database: Database) throws -> Bool {
        try database.exists(
            """
            SELECT 1 FROM channels
            JOIN chat_settings ON chat_settings.id = channels.id AND is_enabled = 1
            JOIN partners ON partners.id = channels.partner AND partners.status = 'active'
            LEFT JOIN entitlements ON entitlements.id = channels.partner
            WHERE channels.id = ? AND is_published = 1 AND coalesce(has_chat, 1) = 1
            """,
            [channel]
        )
    }
}
