import Logging
package import OctopusFiles
package import OctopusServiceKit
import OctopusStore

/// What advertising's methods share beside the database.
package struct AdvertisingEnvironment: KeepsFiles {
    package let files: FileShelf
    let checks: LedgerChecks<ImpressionCheck>
    /// What is shown where.
    let ads = LiveAds()
    /// What was chosen and is not in reports yet.
    let served = ServedAds()
    let tokens: ImpressionTokens
    /// Names choices of ads, which reads make.
    let ids: any IDSource
    let clock: any ServiceClock
    let store: Store
    let logger: Logger

    /// Before the first call is answered, memory has what the database has.
    package init(_ resources: ServiceResources) async throws {
        files = try FileShelf(resources, readableBy: AdFiles.rules)
        checks = LedgerChecks(clock: resources.clock)
        tokens = ImpressionTokens(resources.hashes)
        (ids, clock) = (resources.ids, resources.clock)
        (store, logger) = (resources.store, resources.logger)
        try await ads.load(from: store, at: clock.now)
    }
}
