import OctopusClient
import OctopusMesh

// From the campaign's booking to its end.
extension CampaignDay {
    func campaignIsBooked(_ shop: DemoPartner, _ mall: Mall, _ ad: Ad) async throws -> Campaign {
        let startsAt = Instant.now
        func terms(_ impressions: Int64) -> CampaignTerms {
            CampaignTerms(
                name: "Lunch",
                adIds: [ad.id],
                impressions: impressions,
                startsAt: startsAt,
                endsAt: startsAt.adding(milliseconds: 600_000),
                placementIds: [mall.placement.id],
                cap: CampaignCap(most: 2, period: .lifetime)
            )
        }
        let large = try await story.tell("The partner plans ten minutes, and 2000 impressions") {
            try await client.call(CreateCampaign.self, .init(terms: terms(2000)), at(shop))
        }
        func choice(_ campaign: Campaign) -> CampaignVersion {
            .init(campaignId: campaign.id, version: campaign.version)
        }
        try await story.tellRefusal("It asks for that", .insufficientImpressions) {
            _ = try await client.call(SubmitCampaign.self, choice(large), at(shop))
        }
        let draft = try await story.tell("So it plans with 1000") {
            try await client.call(
                EditCampaign.self,
                .init(campaignId: large.id, version: large.version, terms: terms(1000)),
                at(shop)
            )
        }
        let asked = try await story.tell("and asks again: they are set aside") {
            try await client.call(SubmitCampaign.self, choice(draft), at(shop))
        }
        story.note(try await held(by: shop).words)
        guard let request = asked.requestId else {
            throw Failure(.fault, "nobody was asked about the campaign")
        }
        try await isApproved(request, "The tenant's owner approves the campaign", shop)
        return try await story.tell("and it runs") {
            try await awaited("the campaign's beginning") {
                let campaign = try await look(at: draft.id, of: shop)
                return campaign.status == .running ? campaign : nil
            }
        }
    }

    func adIsShown(_ mall: Mall) async throws {
        story.chapter("Noon: end users")
        let ana = try await tellOfEndUser("Ana Anić")
        let ben = try await tellOfEndUser("Ben Benić")
        let ad = try await story.tell("Ana's phone asks what to show at the top") {
            try await picked(for: ana, mall)
        }
        story.note("\(ad.headline ?? "") \(ad.text ?? "") [\(ad.action ?? "")]")
        _ = try await story.tell("and says that the ad was shown") {
            try await count(.shown, of: ad, ana)
        }
        _ = try await story.tell("The line broke, it says so again: it is counted once") {
            try await count(.shown, of: ad, ana)
        }
        _ = try await story.tell("The ad was in view for a second") {
            try await count(.viewable, of: ad, ana)
        }
        let target = try await story.tell("Ana taps it, and is led on") {
            try await count(.clicked, of: ad, ana)
        }
        guard let target, target == "https://lunch-cafe.example/menu" else {
            throw Failure(.fault, "the click leads elsewhere")
        }
        story.note(target)
        try await story.tellRefusal("Ben's phone says what hers has said", .impressionTokenRefused)
        {
            try await count(.shown, of: ad, ben)
        }
        for (sentence, person) in [
            ("It is given an ad of its own, and shows it", ben),
            ("Ana's phone shows the ad a second time", ana),
        ] {
            _ = try await story.tell(sentence) {
                try await count(.shown, of: picked(for: person, mall), person)
            }
        }
        try await adIsShownNoMore(mall, ana, ben)
    }

    private func adIsShownNoMore(
        _ mall: Mall,
        _ ana: DemoEndUser,
        _ ben: DemoEndUser
    ) async throws {
        try await story.tell("and not a third time: the campaign says twice") {
            guard try await pick(for: ana, mall) == nil else {
                throw Failure(.fault, "an ad was shown more often than its cap has it")
            }
        }
        try await story.tell("The tenant turns the placement off: Ben is shown nothing") {
            _ = try await client.call(
                EditPlacement.self,
                .init(
                    placementId: mall.placement.id,
                    version: mall.placement.version,
                    terms: PlacementTerms(name: "Top", sort: .banner, formats: [.text])
                ),
                inTenant(mall.token)
            )
            guard try await pick(for: ben, mall) == nil else {
                throw Failure(.fault, "an ad was shown where ads are off")
            }
        }
    }

    func dayEnds(_ shop: DemoPartner, _ mall: Mall, _ running: Campaign) async throws {
        story.chapter("Evening: the books")
        let shown = try await story.tell("The partner looks what became of its campaign") {
            try await look(at: running.id, of: shop)
        }
        story.note("\(shown.counted) shown, \(shown.remaining) left")
        _ = try await story.tell("and finishes it: what was not shown comes back") {
            try await client.call(
                FinishCampaign.self,
                .init(campaignId: shown.id, version: shown.version),
                at(shop)
            )
        }
        let balance = try await story.tell("It looks what it has now") {
            try await held(by: shop)
        }
        story.note(balance.words)
        let check = try await story.tell("and adds up the ledger") {
            try await client.call(CheckImpressionLedger.self, .init(), at(shop))
        }
        let bought = mall.package.terms.impressions
        guard check.isBalanced, shown.counted == 3, balance.counted == 3, balance.reserved == 0,
            balance.available == bought - 3
        else { throw Failure(.fault, "the books are not what was shown") }
        let told = HeldImpressions(total: bought, available: balance.available)
        let _: HeldImpressions = try await story.tell("Its account tells the same") {
            try await awaited("the account's balance") {
                let account = try await client.call(GetMyAccount.self, .init(), at(shop))
                return account.heldImpressions == told ? told : nil
            }
        }
        try await story.tell("The tenant archives the app, and offers the impressions no more") {
            try await placeIsClosed(mall)
        }
        story.note("Ledger, campaign and account agree.")
    }

    private func placeIsClosed(_ mall: Mall) async throws {
        let options = inTenant(mall.token)
        let found = try await client.call(
            ListPlacements.self,
            .init(applicationId: mall.app.id),
            options
        )
        for placement in found.items {
            _ = try await client.call(
                ArchivePlacement.self,
                .init(placementId: placement.id, version: placement.version),
                options
            )
        }
        _ = try await client.call(
            ArchiveApplication.self,
            .init(applicationId: mall.app.id, version: mall.app.version),
            options
        )
        _ = try await client.call(
            RetireImpressionPackage.self,
            .init(impressionPackageId: mall.package.id, version: mall.package.version),
            options
        )
    }

    private func look(at id: CampaignID, of shop: DemoPartner) async throws -> Campaign {
        try await client.call(GetCampaign.self, .init(campaignId: id), at(shop))
    }

    private func pick(for endUser: DemoEndUser, _ mall: Mall) async throws -> ShownAd? {
        try await client.call(
            PickAd.self,
            .init(placementId: mall.placement.id),
            inTenant(endUser.token)
        ).ad
    }

    /// An ad, as soon as the campaign's pace lets one go.
    private func picked(for endUser: DemoEndUser, _ mall: Mall) async throws -> ShownAd {
        try await awaited("an ad") { try await pick(for: endUser, mall) }
    }

    /// - Returns: Where a click leads.
    @discardableResult
    private func count(
        _ event: ImpressionEvent,
        of ad: ShownAd,
        _ endUser: DemoEndUser
    ) async throws -> String? {
        let told = try await client.call(
            CountAd.self,
            .init(token: ad.token, event: event),
            inTenant(endUser.token)
        )
        guard told.isCounted else { throw Failure(.fault, "an ad that was shown is not counted") }
        return told.target
    }
}
