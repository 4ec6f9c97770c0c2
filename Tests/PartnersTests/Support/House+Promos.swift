import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import struct FoundationEssentials.UUID

@testable import OctopusPartners

extension World<PartnersEnvironment> {
    /// An end user agrees to promotions in the app.
    func agree(_ id: EndUserID) async throws {
        try await tell(
            EndUserChanged(
                id: id,
                version: 2,
                code: code(of: id),
                status: .active,
                consents: [.inAppMarketing]
            ),
            personal: .init(name: "Ben"),
            of: mall
        )
    }
}

extension Somebody {
    func newPromo(
        on channels: [ChannelID],
        _ reach: PromoReach = .followers,
        in segment: SegmentID? = nil,
        pictures: [FileID]? = nil,
        video: FileID? = nil,
        startsAt: Instant? = nil,
        endsAt: Instant? = nil,
        startsOn: String? = nil,
        endsOn: String? = nil
    ) async throws -> Promo {
        let audience = PromoAudience(reach: reach, channels: channels, segmentId: segment)
        return try await call(
            CreatePromo.self,
            .init(
                terms: PromoTerms(
                    title: "Half price",
                    text: "Half price today.",
                    target: "https://cafe.example/half",
                    pictureIds: pictures,
                    videoId: video,
                    audience: audience,
                    startsAt: startsAt,
                    endsAt: endsAt,
                    startsOn: startsOn,
                    endsOn: endsOn
                )
            )
        )
    }

    func schedule(_ promo: Promo, key: UUID? = nil) async throws -> Promo {
        try await call(
            SchedulePromo.self,
            .init(promoId: promo.id, version: promo.version),
            key: key
        )
    }

    func cancel(_ promo: Promo) async throws -> Promo {
        try await call(CancelPromo.self, .init(promoId: promo.id, version: promo.version))
    }

    /// The promo as it is now.
    func seen(_ promo: Promo) async throws -> Promo? {
        try await call(ListPromos.self, .init()).items.first { $0.id == promo.id }
    }

    func feed() async throws -> [PromoID] {
        try await call(ListFeed.self, .init()).items.map(\.promoId)
    }
}
