package import OctopusFiles
package import OctopusServiceKit

/// What advertising's methods share beside the database.
package struct AdvertisingEnvironment: KeepsFiles {
    package let files: FileShelf
    let checks: LedgerChecks<ImpressionCheck>

    package init(_ resources: ServiceResources) throws {
        files = try FileShelf(resources, readableBy: AdFiles.rules)
        checks = LedgerChecks(clock: resources.clock)
    }
}
