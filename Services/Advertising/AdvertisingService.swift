import OctopusAdvertisingContract
package import OctopusServiceKit
package import OctopusStore

/// Advertising's table of contents.
package enum AdvertisingService {
    package static let definition = ServiceDefinition<AdvertisingEnvironment>(
        name: "advertising",
        migrations: migrations,
        people: People(),
        methods: [],
        events: ContractIndex.advertising.events,
        followers: [Entitlement.follower],
        personal: .advertising,
        makeEnvironment: { AdvertisingEnvironment($0) }
    )

    /// The steps of the schema; one that was released is never changed.
    package static let migrations = MigrationSet(
        "advertising",
        [Migration(name: "V001-following", bytes: PackageResources.V001_following_sql)]
    )
}
