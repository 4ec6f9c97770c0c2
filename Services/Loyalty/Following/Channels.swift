import GRDB
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

/// A channel, as partners tells of it.
struct ChannelRecord: OwnedRecord {
    static let databaseTableName = "channels"

    let id: ChannelID
    let version: Int64
    let tenant: TenantID
    let partner: PartnerID
    let name: String
    let isPublished: Bool

    /// Keeps channels and who follows them.
    static let follower = FollowerDefinition<LoyaltyEnvironment>.projection(
        "channels",
        of: "partners",
        [
            .keep(
                ChannelChanged.self,
                in: "channels",
                missing: .becomes(["is_published": "0"], when: { $0.status == .archived }),
                [
                    "tenant": { try $0.tenant }, "partner": { try $0.partner },
                    "name": { $0.event.terms.name },
                    "is_published": { $0.event.status == .published ? 1 : 0 },
                ]
            ),
            .channelFollowers,
        ]
    )

    /// A channel of the partner's that end users find.
    ///
    /// - Throws: `notFound`.
    static func published(
        _ id: ChannelID,
        of partner: PartnerID,
        in database: Database
    ) throws -> ChannelRecord {
        let channel = try find(id, of: partner, in: database)
        guard channel.isPublished else { throw Refusal(.notFound) }
        return channel
    }
}
