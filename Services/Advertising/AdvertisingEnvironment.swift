package import OctopusServiceKit

/// What advertising's methods share beside the database.
package struct AdvertisingEnvironment: Sendable {
    /// Time as the service has it, for what goes on beside calls.
    let clock: any ServiceClock

    package init(_ resources: ServiceResources) {
        clock = resources.clock
    }
}
