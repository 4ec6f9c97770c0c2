package import GRDB
package import OctopusAdvertisingContract
import OctopusFiles
package import OctopusServiceKit
import struct FoundationEssentials.UUID

extension FileOwner.Kind {
    fileprivate static let ad = Self("ad")
}

/// Who reads a partner's pictures and videos: its own people, who was asked to approve them, and end users those of
/// ads that are shown.
enum AdFiles {
    static let rules: [FileOwner.Kind: FileRule] = [
        .ad: { caller, owner, database in
            if case .endUser = caller.rule {
                return try AdFiles.isShown(owner, of: caller.requireTenant(), in: database)
            }
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

    /// Whether a campaign that has begun shows an ad; one that is paused may still be on somebody's screen.
    private static func isShown(
        _ ad: UUID,
        of tenant: TenantID,
        in database: Database
    ) throws -> Bool {
        try database.exists(
            """
            SELECT 1 FROM ads JOIN campaign_ads ON ad = ads.id
            JOIN campaigns ON campaigns.id = campaign
                AND campaigns.status IN ('running', 'paused')
            WHERE ads.id = ? AND ads.tenant = ? AND ads.status = 'approved'
            """,
            [ad, tenant]
        )
    }
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
