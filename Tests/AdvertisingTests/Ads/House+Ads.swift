import FoundationEssentials
import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

@testable import OctopusAdvertising

extension AdTerms {
    /// Words that call to act.
    static func words(_ text: String = "Coffee for two.") -> AdTerms {
        AdTerms(
            name: "Coffee",
            format: .text,
            headline: "Come in",
            text: text,
            action: "Book",
            target: "https://cafe.example/book"
        )
    }

    static func picture(_ id: FileID) -> AdTerms {
        AdTerms(name: "Cup", format: .picture, pictureId: id)
    }

    static func carousel(_ ids: [FileID]) -> AdTerms {
        AdTerms(
            name: "Cakes",
            format: .carousel,
            target: "https://cafe.example",
            cards: ids.map { AdCard(pictureId: $0) }
        )
    }
}

extension Somebody {
    func newAd(_ terms: AdTerms = .words()) async throws -> Ad {
        try await call(CreateAd.self, .init(terms: terms))
    }

    func edit(_ ad: Ad, _ terms: AdTerms) async throws -> Ad {
        try await call(EditAd.self, .init(adId: ad.id, version: ad.version, terms: terms))
    }

    func submit(_ ad: Ad) async throws -> Ad { try await call(SubmitAd.self, ad.step) }

    func withdraw(_ ad: Ad) async throws -> Ad { try await call(WithdrawAd.self, ad.step) }

    func archive(_ ad: Ad) async throws -> Ad { try await call(ArchiveAd.self, ad.step) }

    func seen(_ ad: Ad) async throws -> Ad { try await call(GetAd.self, .init(adId: ad.id)) }
}

extension Ad {
    /// It as it was read.
    var step: AdVersion { AdVersion(adId: id, version: version) }
}

extension World<AdvertisingEnvironment> {
    /// What the tenant decides of an ad at partners' desk.
    func decide(
        ad request: RequestID?,
        _ decision: RequestDecision,
        because reason: String? = nil
    )
        async throws
    {
        guard let request else { return }
        let decided = RequestDecided(
            requestId: request,
            kind: .ad,
            decision: decision,
            decidedAt: clock.now,
            reason: reason
        )
        try await tell(decided, of: mall, partner: cafe)
    }

    /// An ad of the café that its tenant approved.
    func approvedAd(_ terms: AdTerms = .words()) async throws -> Ad {
        let cafe = operatorOf()
        let asked = try await cafe.submit(cafe.newAd(terms))
        try await decide(ad: asked.requestId, .approved)
        return try await cafe.seen(asked)
    }

    /// Pictures of the café, of that many pixels, as the database knows them.
    func pictures(
        _ count: Int = 1,
        width: Int64 = 1200,
        height: Int64 = 600,
        of partner: PartnerID? = nil
    ) async throws -> [FileID] {
        let (owner, mall, now) = (partner ?? cafe, mall, clock.now)
        let ids = (0..<count).map { _ in FileID(UUID()) }
        try await instance.store.write { transaction in
            for id in ids {
                try transaction.database.run(
                    """
                    INSERT INTO files (id, space, tenant, partner, sha256, size, type,
                        width, height, kept_at, unclaimed_since)
                    VALUES (?, ?, ?, ?, randomblob(32), 9, 'png', ?, ?, ?, ?)
                    """,
                    [id, owner, mall, owner, width, height, now, now]
                )
            }
        }
        return ids
    }

    /// A day goes by, after which files that nothing refers to are forgotten.
    func dayPasses() async throws {
        clock.advance(by: .seconds(86_401))
        try await instance.jobs.wake("files.collect")
        try await runJobs()
    }

    func keptFiles() async throws -> Int64? {
        try await inspect { try Int64.one($0, "SELECT count(*) FROM files") }
    }
}
