import FoundationEssentials
import OctopusClient
import OctopusMesh

/// A campaign's day: its impressions are bought, set aside and shown, and the rest comes back.
struct CampaignDay: ToldDay {
    static let stepCount = 37

    let client: MeshClient
    let owner: DemoOwner
    let mailbox: DemoMailbox
    let story: Story
    let suffix = String(UUID().uuidString.suffix(6))
    let seen = Sightings()

    func tell() async throws {
        let mall = try await placeIsOpened()
        let shop = try await impressionsAreBought(mall)
        let ad = try await adIsApproved(shop)
        let campaign = try await campaignIsBooked(shop, mall, ad)
        try await adIsShown(mall)
        try await dayEnds(shop, mall, campaign)
    }

    private func placeIsOpened() async throws -> Mall {
        story.chapter("Early: where ads are shown")
        let token = try await tellOfOwner()
        let app = try await story.tell("registers an app") {
            try await client.call(
                RegisterApplication.self,
                .init(terms: ApplicationTerms(name: "Mall \(suffix)", kind: .app)),
                inTenant(token)
            )
        }
        let top = try await story.tell("and a placement in it: a banner of words") {
            let terms = PlacementTerms(
                name: "Top",
                sort: .banner,
                formats: [.text],
                showsAds: true
            )
            return try await client.call(
                RegisterPlacement.self,
                .init(applicationId: app.id, terms: terms),
                inTenant(token)
            )
        }
        let shown = try await story.tell("Ads are off until they are turned on") {
            try await client.call(
                EditApplication.self,
                .init(
                    applicationId: app.id,
                    version: app.version,
                    terms: ApplicationTerms(
                        name: app.terms.name,
                        kind: app.terms.kind,
                        showsAds: true
                    )
                ),
                inTenant(token)
            )
        }
        let terms = ImpressionPackageTerms(
            name: "Lunch \(suffix)",
            impressions: 1500,
            minorUnits: 4900
        )
        let package = try await story.tell("and 1500 impressions are offered") {
            try await client.call(
                CreateImpressionPackage.self,
                .init(terms: terms),
                inTenant(token)
            )
        }
        return Mall(token: token, app: shown, placement: top, package: package)
    }

    private func impressionsAreBought(_ mall: Mall) async throws -> DemoPartner {
        story.chapter("Morning: a partner buys impressions")
        let shop = try await tellOfPartner(
            "Lunch Café \(suffix)",
            mall.token,
            "owner-\(suffix.lowercased())@lunch-cafe.example"
        )
        let asked = try await story.tell("and asks for the impressions") {
            try await client.call(
                RequestImpressionPackage.self,
                .init(impressionPackageId: mall.package.id),
                at(shop)
            )
        }
        try await isApproved(asked.requestId, "The tenant's owner approves that", shop)
        let bought: ImpressionBalance = try await story.tell("and the partner has them") {
            try await awaited("the purchase") {
                let balance = try await held(by: shop)
                return balance.available == mall.package.terms.impressions ? balance : nil
            }
        }
        story.note(bought.words)
        return shop
    }

    private func adIsApproved(_ shop: DemoPartner) async throws -> Ad {
        story.chapter("Before noon: an ad, and a campaign")
        let terms = AdTerms(
            name: "Lunch",
            format: .text,
            headline: "Soup of the day",
            text: "And the second bowl is on us.",
            action: "See the menu",
            target: "https://lunch-cafe.example/menu"
        )
        let draft = try await story.tell("The partner writes an ad") {
            try await client.call(CreateAd.self, .init(terms: terms), at(shop))
        }
        let asked = try await story.tell("and asks the tenant to approve it") {
            try await client.call(
                SubmitAd.self,
                .init(adId: draft.id, version: draft.version),
                at(shop)
            )
        }
        guard let request = asked.requestId else {
            throw Failure(.fault, "nobody was asked about the ad")
        }
        try await isApproved(request, "The tenant's owner reads it, and approves it", shop)
        return try await awaited("the approval of the ad") {
            let ad = try await client.call(GetAd.self, .init(adId: draft.id), at(shop))
            return ad.status == .approved ? ad : nil
        }
    }

    // MARK: What several chapters do

    func isApproved(
        _ request: RequestID,
        _ sentence: String,
        _ shop: DemoPartner
    ) async throws {
        let found = try await story.tell(sentence) {
            let found = try await awaited("the request") {
                try await client.call(
                    ListPendingRequests.self,
                    .init(desk: .others, limit: 100),
                    inTenant(shop.tenantToken)
                ).items.first { $0.id == request }
            }
            _ = try await client.call(
                ApproveRequest.self,
                .init(requestId: request),
                inTenant(shop.tenantToken)
            )
            return found
        }
        story.note("\(found.partnerName): \(found.title)")
    }

    func held(by shop: DemoPartner) async throws -> ImpressionBalance {
        try await client.call(GetImpressionBalance.self, .init(), at(shop))
    }

    /// What the tenant has for ads.
    struct Mall {
        let token: String
        let app: Application
        let placement: Placement
        let package: ImpressionPackage
    }
}

extension ImpressionBalance {
    var words: String {
        "\(bought) bought, \(reserved) set aside, \(counted) shown, \(available) available"
    }
}
