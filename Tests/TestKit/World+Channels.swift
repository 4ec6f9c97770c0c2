package import OctopusContract
package import OctopusPartnersContract
import OctopusServiceKit

extension World {
    /// A channel, the café's unless another partner's, as partners tells of it.
    package func newChannel(
        of partner: PartnerID? = nil,
        named name: String = "Café",
        _ status: ChannelStatus = .published
    ) async throws -> ChannelID {
        let id = ChannelID(ids.uuid(at: clock.now))
        try await tell(
            ChannelChanged(id: id, version: 1, terms: ChannelTerms(name: name), status: status),
            of: mall,
            partner: partner ?? cafe
        )
        return id
    }

    /// An end user follows a channel.
    package func follow(
        _ channel: ChannelID,
        by endUser: EndUserID,
        of partner: PartnerID? = nil
    ) async throws {
        try await tell(
            FollowerChanged(
                id: FollowID(ids.uuid(at: clock.now)),
                version: 1,
                channelId: channel,
                endUserId: endUser,
                isFollowing: true,
                sinceAt: clock.now
            ),
            of: mall,
            partner: partner ?? cafe
        )
    }
}
