import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

@testable import OctopusPartners

extension World<PartnersEnvironment> {
    /// Puts a package in force for a partner of the mall, as an approval does.
    func entitle(
        _ partner: PartnerID,
        _ products: [Product],
        _ limits: PackageLimits = PackageLimits()
    ) async throws {
        let (ids, environment, mall) = (ids, instance.environment, mall)
        let name = "Some \(ids.uuid(at: clock.now))"
        let package = try await desk().newPackage(name, products, limits: limits)
        try await instance.store.write { transaction in
            let work = WorkContext(
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: environment,
                transaction: transaction,
                trace: nil,
                ids: ids
            )
            try work.entitle(
                partner,
                of: mall,
                to: package.id,
                package.terms
            )
        }
    }
}

extension Somebody {
    func newChannel(
        _ name: String = "Café",
        at place: (latitude: Double, longitude: Double)? = nil
    ) async throws -> Channel {
        let place = place.map { place in
            ChannelPlace(
                latitudeE7: Int64((place.latitude * 1e7).rounded()),
                longitudeE7: Int64((place.longitude * 1e7).rounded())
            )
        }
        return try await call(
            CreateChannel.self,
            .init(terms: ChannelTerms(name: name, place: place))
        )
    }

    func publish(_ channel: Channel) async throws -> Channel {
        try await call(
            PublishChannel.self,
            .init(channelId: channel.id, version: channel.version)
        )
    }

    func follow(_ channel: ChannelID) async throws -> Following {
        try await call(FollowChannel.self, .init(channelId: channel))
    }

    func found(_ search: String? = nil) async throws -> [ChannelID] {
        try await call(ListPublishedChannels.self, .init(search: search)).items.map(\.channelId)
    }

    func near(
        _ latitude: Double,
        _ longitude: Double,
        meters: Int64? = nil,
        limit: Int64? = nil
    ) async throws -> [NearbyChannel] {
        var (all, next): ([NearbyChannel], PageCursor?) = ([], nil)
        repeat {
            let page = try await call(
                ListNearbyChannels.self,
                .init(
                    latitudeE7: Int64((latitude * 1e7).rounded()),
                    longitudeE7: Int64((longitude * 1e7).rounded()),
                    radiusMeters: meters,
                    after: next,
                    limit: limit
                )
            )
            all += page.items
            next = page.next
        } while next != nil
        return all
    }
}
