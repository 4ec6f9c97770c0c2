import GRDB
package import OctopusAdvertisingContract
import OctopusPartnersContract
package import OctopusServiceKit
import OctopusStore

/// What its partner can do with an ad, and what becomes of it; its tenant decides what is in review.
let adSteps = Steps<AdStatus>(
    .by(EditAd.self, from: .draft, .rejected, to: .draft),
    .by(EditAd.self, from: .approved, to: .inReview),
    .by(SubmitAd.self, from: .draft, .rejected, to: .inReview),
    .by(WithdrawAd.self, from: .inReview, to: .draft),
    .by(ArchiveAd.self, from: .draft, .inReview, .approved, .rejected, to: .archived)
)

extension SubmitAd: CommandHandler {
    package static func run(
        _ request: AdVersion,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Ad {
        let partner = try context.advertisingPartner()
        let record = try context.edit(
            AdRecord.self,
            request.adId,
            of: partner.id,
            version: request.version
        ) { record in
            _ = try adSteps.next(by: Self.self, from: record.status)
            record.ask(by: context.newID())
        }
        try context.askApproval(of: record, partner)
        return record.ad
    }
}

/// A method that ends the showing of an ad, and the request for it.
package protocol AdEnding: CommandHandler
where Request == AdVersion, Reply == Ad, Environment == AdvertisingEnvironment {}

extension AdEnding {
    package static func run(
        _ request: AdVersion,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Ad {
        let partner = try context.activePartner()
        var asked: RequestID?
        let record = try context.edit(
            AdRecord.self,
            request.adId,
            of: partner.id,
            version: request.version
        ) { record in
            if record.status == .inReview { asked = record.request }
            record.become(try adSteps.next(by: Self.self, from: record.status))
        }
        if let asked {
            try context.emit(
                ApprovalWithdrawn(requestId: asked, kind: .ad),
                about: asked.uuid,
                of: partner
            )
        }
        try context.claimFiles(of: record)
        try context.showInCampaigns(record)
        return record.ad
    }
}

extension WithdrawAd: AdEnding {}
extension ArchiveAd: AdEnding {}

extension CommandContext<AdvertisingEnvironment> {
    /// Puts an ad on the tenant's desk as it is now; its pictures are read by `ReadAdFile`.
    func askApproval(of record: AdRecord, _ partner: PartnerRecord) throws {
        guard let request = record.request else { return }
        let person = try caller.requirePerson()
        try emit(
            ApprovalWanted(
                requestId: request,
                kind: .ad,
                title: record.name,
                preview: record.preview,
                askedById: UserID(person.subject),
                askedActorId: person.actor.map { UserID($0) }
            ),
            about: request.uuid,
            of: partner
        )
    }
}

extension WorkContext<AdvertisingEnvironment> {
    /// Does to an ad what became of its request; a request that is no longer the ad's own is about words that
    /// the ad no longer has.
    func decideAd(
        _ request: RequestID,
        _ status: AdStatus,
        because reason: String? = nil
    ) throws {
        let known = try AdRecord.one(database, "SELECT * FROM ads WHERE request = ?", [request])
        guard var record = known, record.status == .inReview else { return }
        record.become(status, because: reason)
        try storeNext(of: record)
        try showInCampaigns(record)
    }
}
