package import GRDB
import OctopusFiles
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension BeginAttachment: BeginsUpload {
    package typealias Environment = HelpdeskEnvironment

    /// The tenant says what is sent in its partners' chats.
    package static func demand(
        _ offer: UploadOffer,
        by caller: Caller,
        in database: Database
    ) throws {
        let terms = try TenantChatTerms.of(caller.requireTenant(), in: database)
        var fields = FieldRules()
        fields.require(
            terms.attachmentTypes.contains(offer.type),
            "type",
            .known,
            "Such files can't be sent here."
        )
        let most = terms.mostAttachmentBytes
        fields.require(
            offer.size <= most ?? .max,
            "size",
            .range,
            "It may have at most \(most ?? 0) bytes."
        )
        try fields.check()
    }
}

extension TenantChatTerms {
    func allows(_ file: StoredFile) -> Bool {
        attachmentTypes.contains(file.type) && file.size <= mostAttachmentBytes ?? .max
    }
}

extension SendAttachment: TakesChunk { package typealias Environment = HelpdeskEnvironment }
extension AttachmentStatus: TellsUploadStatus {
    package typealias Environment = HelpdeskEnvironment
}
extension FinishAttachment: FinishesUpload { package typealias Environment = HelpdeskEnvironment }
extension ReadAttachment: ReadsFile { package typealias Environment = HelpdeskEnvironment }
