package import GRDB
package import OctopusAdvertisingContract
import OctopusFiles
package import OctopusServiceKit

extension FileOwner.Kind {
    fileprivate static let ad = Self("ad")
}

/// Who reads a partner's pictures and videos: its own people, and who was asked to approve them.
enum AdFiles {
    static let rules: [FileOwner.Kind: FileRule] = [
        .ad: { caller, owner, database in
            guard case .tenantUser = caller.rule else { return false }
            return try database.exists(
                """
                SELECT 1 FROM ads
                WHERE id = ? AND tenant = ? AND status IN ('inReview', 'approved', 'rejected')
                """,
                [owner, caller.requireTenant()]
            )
        }
    ]
}

extension Emitting {
    /// An ad refers to its pictures and its video, and to no others.
    func claimFiles(of ad: AdRecord) throws {
        try claimFiles(
            ad.pictures + (ad.video.map { [$0] } ?? []),
            for: FileOwner(.ad, ad.id.uuid),
            in: .partner(ad.partner, of: ad.tenant),
            as: .media,
            path: "terms"
        )
    }
}

extension BeginAdUpload: BeginsUpload {
    package typealias Environment = AdvertisingEnvironment

    /// Ads are loaded by people on the way: what is too large for that is not taken.
    package static func demand(
        _ offer: UploadOffer,
        by caller: Caller,
        in database: Database
    ) throws {
        var fields = FieldRules()
        fields.require(
            offer.type.isPicture || offer.type.isVideo,
            "type",
            .known,
            "An ad has pictures and videos."
        )
        let most =
            offer.type.isPicture ? AdvertisingLimits.pictureBytes : AdvertisingLimits.videoBytes
        fields.require(offer.size <= most, "size", .range, "It may have at most \(most) bytes.")
        try fields.check()
    }
}

extension SendAdChunk: TakesChunk { package typealias Environment = AdvertisingEnvironment }
extension AdUploadStatus: TellsUploadStatus {
    package typealias Environment = AdvertisingEnvironment
}
extension FinishAdUpload: FinishesUpload { package typealias Environment = AdvertisingEnvironment }
extension ReadAdFile: ReadsFile { package typealias Environment = AdvertisingEnvironment }
