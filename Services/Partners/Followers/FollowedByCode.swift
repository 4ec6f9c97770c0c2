import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit

/// Follows that end users began by scanning a code that a partner displayed; loyalty honoured it.
enum FollowedByCode {
    static let follower = FollowerDefinition<PartnersEnvironment>.effects(
        "followed-by-code",
        of: "loyalty",
        [
            .act(on: ChannelFollowAsked.self, once: { $0.followId.uuid }) { event, _, context in
                guard let tenant = context.tenant, let partner = context.partner else {
                    throw FollowingFault.withoutPartner
                }
                let database = context.database
                let endUser = try EndUserRecord.find(event.endUserId, of: tenant, in: database)
                // Loyalty has read more of identity's log: it is parked, and tried again.
                guard let endUser else { throw NotYetKnown(endUser: event.endUserId) }
                // Who could not follow by themselves does not follow by a code either.
                guard endUser.status == .active,
                    let channel = try ChannelRecord.known(
                        shown: event.channelId,
                        of: tenant,
                        in: database
                    ), channel.partner == partner,
                    try FollowerRecord.find(endUser.id, of: channel.id, in: database) == nil,
                    try FollowerRecord.hasRoom(endUser.id, in: database)
                else { return }
                try context.work.begin(
                    FollowerRecord(
                        endUser.id,
                        of: channel,
                        id: event.followId,
                        at: context.work.now
                    )
                )
            }
        ]
    )
}

private struct NotYetKnown: Error {
    let endUser: EndUserID
}
