import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// That an end user follows a channel; who follows it anew later has another one.
struct FollowerRecord: VersionedRecord {
    static let databaseTableName = "channel_followers"

    let id: FollowID
    private let tenant: TenantID
    let partner: PartnerID
    let channel: ChannelID
    private let endUser: EndUserID
    var version: Int64 = 1
    let sinceAt: Instant

    init(_ endUser: EndUserID, of channel: ChannelRecord, id: FollowID, at now: Instant) {
        (self.id, self.endUser, sinceAt) = (id, endUser, now)
        (tenant, partner, self.channel) = (channel.tenant, channel.partner, channel.id)
    }

    static func find(
        _ endUser: EndUserID,
        of channel: ChannelID,
        in database: Database
    ) throws -> FollowerRecord? {
        try one(
            database,
            "SELECT * FROM channel_followers WHERE channel = ? AND end_user = ?",
            [channel, endUser]
        )
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var following: Following { Following(channelId: channel, sinceAt: sinceAt) }

    var state: FollowerChanged { told(isFollowing: true, version, since: sinceAt) }

    /// What is told of its end.
    func end(at now: Instant) -> FollowerChanged {
        told(isFollowing: false, version + 1, since: now)
    }

    private func told(
        isFollowing: Bool,
        _ version: Int64,
        since: Instant
    ) -> FollowerChanged {
        FollowerChanged(
            id: id,
            version: version,
            channelId: channel,
            endUserId: endUser,
            isFollowing: isFollowing,
            sinceAt: since
        )
    }
}
