import GRDB
import OctopusPartnersContract
import OctopusServiceKit

/// Ends the follows of archived channels, slice by slice: nobody finds such a channel to unfollow it.
enum EndedChannels {
    static let job = "ended-channels"
    private static let slice = 100

    static func run(in context: WorkContext<PartnersEnvironment>) throws -> JobResult {
        let database = context.database
        let ended = try ChannelID.one(database, "SELECT id FROM ended_channels LIMIT 1", [])
        guard let ended else { return .idle }
        let followers = try FollowerRecord.all(
            database,
            "SELECT * FROM channel_followers WHERE channel = ? LIMIT ?",
            [ended, slice]
        )
        guard try context.each(followers, { try context.end($0) }) else { return .again }
        if followers.count < slice {
            try database.run("DELETE FROM ended_channels WHERE id = ?", [ended])
        }
        return .again
    }
}

extension Emitting {
    /// Somebody follows a channel no more.
    func end(_ follower: FollowerRecord) throws {
        try database.run("DELETE FROM channel_followers WHERE id = ?", [follower.id])
        try emit(
            follower.end(at: now),
            about: follower.id.uuid,
            tenant: follower.scope.tenant,
            partner: follower.scope.partner
        )
        try countFollower(.followersLost, of: follower.channel, at: follower.partner)
    }
}
