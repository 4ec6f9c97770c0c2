package import OctopusMail
package import OctopusServiceKit
import OctopusStore

/// What partners' methods share beside the database.
package struct PartnersEnvironment: SendsMail {
    package let outbox: Outbox
    /// Where the links in mails lead.
    let links: Links
    let sealer: Sealer
    let segmentSizes = SegmentSizes()

    package init(_ resources: ServiceResources) throws {
        outbox = try Outbox(resources)
        links = try Links(resources.settings)
        sealer = resources.sealer
    }
}
