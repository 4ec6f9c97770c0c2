package import OctopusFiles
package import OctopusMail
package import OctopusServiceKit
import OctopusStore

/// What partners' methods share beside the database.
package struct PartnersEnvironment: SendsMail, KeepsFiles {
    package let outbox: Outbox
    package let files: FileShelf
    /// Where the links in mails lead.
    let links: Links
    let sealer: Sealer
    let segmentSizes = SegmentSizes()
    let proofs: ReadProofs
    let invoiceTroubles = InvoiceTroubles()

    package init(_ resources: ServiceResources) throws {
        outbox = try Outbox(resources)
        links = try Links(resources.settings)
        sealer = resources.sealer
        proofs = resources.proofs
        files = try FileShelf(resources, readableBy: ShownFiles.rules(resources.clock))
    }
}
