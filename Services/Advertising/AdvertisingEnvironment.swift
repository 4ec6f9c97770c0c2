package import OctopusServiceKit

/// What advertising's methods share beside the database.
package struct AdvertisingEnvironment: Sendable {
    let checks: LedgerChecks<ImpressionCheck>

    package init(_ resources: ServiceResources) {
        checks = LedgerChecks(clock: resources.clock)
    }
}
