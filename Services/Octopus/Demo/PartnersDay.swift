import FoundationEssentials
import OctopusClient
import OctopusMesh

/// A tenant's day: a stranger becomes a partner, and wants a smaller package than it uses.
struct PartnersDay: ToldDay {
    static let stepCount = 31

    let client: MeshClient
    let owner: DemoOwner
    let mailbox: DemoMailbox
    let story: Story
    let suffix = String(UUID().uuidString.suffix(6))
    let seen = Sightings()

    func tell() async throws {
        let (tenant, offers) = try await tenantOpens()
        let request = try await strangerAsks(offers)
        let shop = try await strangerIsApproved(request, tenant)
        let role = try await roleIsMade(shop)
        let coupons = try await couponsArePublished(shop)
        let (holder, paused) = try await shopWantsLess(shop, offers, coupons)
        try await shopGetsLess(shop, offers, tenant)
        try await restIsAsItWas(shop, role, holder: holder, paused)
        try await dayEnds(shop, offers, tenant)
    }

    private func tenantOpens() async throws -> (token: String, Offers) {
        story.chapter("Early: the tenant's catalogue")
        let login = try await story.tell("The tenant's owner logs in as \(owner.email)") {
            try await client.call(
                LogIn.self,
                .init(email: owner.email, password: owner.password),
                inTenant()
            )
        }
        let me = try await story.tell("and asks in which currency the tenant counts") {
            try await client.call(GetMe.self, .init(), inTenant(login.accessToken))
        }
        let currency = me.currency
        func package(_ name: String, _ cents: Int64, coupons: Int64) async throws -> PackageID {
            let terms = PackageTerms(
                name: "\(name) \(suffix)",
                price: Price(minorUnits: cents, currency: currency, period: .month),
                products: [.coupons, .points, .pointNames, .analytics],
                limits: PackageLimits(activeCoupons: coupons)
            )
            return try await client.call(
                CreatePackage.self,
                .init(terms: terms),
                inTenant(login.accessToken)
            ).id
        }
        let large = try await story.tell("offers a large package, of four coupons") {
            try await package("Large", 4900, coupons: 4)
        }
        let small = try await story.tell("and a small one, of three") {
            try await package("Small", 1900, coupons: 3)
        }
        let addOn = try await story.tell("and a thousand impressions for once") {
            try await client.call(
                CreateAddOn.self,
                .init(
                    terms: AddOnTerms(
                        name: "1000 impressions \(suffix)",
                        price: Price(minorUnits: 500, currency: currency, period: .once),
                        impressions: 1000
                    )
                ),
                inTenant(login.accessToken)
            ).id
        }
        return (login.accessToken, Offers(large: large, small: small, addOn: addOn))
    }

    private func strangerAsks(_ offers: Offers) async throws -> RequestID {
        story.chapter("Morning: a stranger asks")
        _ = try await story.tell("Ana fills in the form: the large package, and impressions") {
            try await client.call(
                RequestPartnership.self,
                .init(
                    partnerName: "Umbrellas \(suffix)",
                    ownerName: "Ana Anić",
                    email: email,
                    packageId: offers.large,
                    addOnIds: [offers.addOn]
                ),
                inTenant()
            )
        }
        return try await story.tell("She opens the link that was mailed, and the request is sent") {
            let secret = try await mailbox.secret(to: email)
            return try await client.call(
                ConfirmPartnership.self,
                .init(secret: secret),
                inTenant()
            ).requestId
        }
    }

    private func strangerIsApproved(_ request: RequestID, _ tenant: String) async throws -> Shop {
        let waiting = try await story.tell("The tenant's owner looks at the desk") {
            try await client.call(
                ListPendingRequests.self,
                .init(desk: .partnership, limit: 100),
                inTenant(tenant)
            )
        }
        for one in waiting.items where one.id == request {
            let prices = one.items.map { "\($0.name), \($0.price.words)" }
            story.note("\(one.partnerName): " + prices.joined(separator: "; "))
        }
        _ = try await story.tell("and approves it") {
            try await client.call(
                ApproveRequest.self,
                .init(requestId: request),
                inTenant(tenant)
            )
        }
        try await story.tellRefusal("A colleague rejects it a moment later", .alreadyDecided) {
            _ = try await client.call(
                RejectRequest.self,
                .init(requestId: request, reason: "We have no room."),
                inTenant(tenant)
            )
        }
        let password = Self.password()
        _ = try await story.tell("Ana opens the invitation, and sets a password") {
            let secret = try await mailbox.secret(to: email, page: "invitation")
            return try await client.call(
                AcceptInvitation.self,
                .init(invitation: secret, password: password),
                inTenant()
            )
        }
        let login = try await story.tell("and logs in as \(email)") {
            try await client.call(LogIn.self, .init(email: email, password: password), inTenant())
        }
        guard let partner = login.partnerId else {
            throw Failure(.fault, "the new owner works for no partner")
        }
        let shop = Shop(id: partner, token: login.accessToken)
        let account = try await story.tell("She looks at her account") {
            try await client.call(GetMyAccount.self, .init(), at(shop))
        }
        story.note(
            "\(account.package?.name ?? "none"), \(account.limits?.words ?? ""), "
                + "\(account.impressions) impressions"
        )
        return shop
    }

    private func roleIsMade(_ shop: Shop) async throws -> Role {
        story.chapter("Before noon: a role without coupons")
        let role = try await story.tell("Ana makes the role Cashier: points, and no coupons") {
            try await client.call(
                CreateRole.self,
                .init(
                    name: "Cashier",
                    levels: [.init(.points, .update), .init(.pointNames, .view)]
                ),
                inTenant(shop.token)
            )
        }
        let address = "cashier-\(suffix.lowercased())@umbrellas.example"
        _ = try await story.tell("and invites Cvita, who is to have it") {
            try await client.call(
                CreateUser.self,
                .init(name: "Cvita Cvitić", email: address, roleId: role.id),
                inTenant(shop.token)
            )
        }
        let password = Self.password()
        let login = try await story.tell("Cvita sets a password and logs in") {
            let secret = try await mailbox.secret(to: address)
            _ = try await client.call(
                AcceptInvitation.self,
                .init(invitation: secret, password: password),
                inTenant()
            )
            return try await client.call(
                LogIn.self,
                .init(email: address, password: password),
                inTenant()
            )
        }
        let cashier = Shop(id: shop.id, token: login.accessToken)
        try await story.tellRefusal("She tries to look at the coupons", .denied) {
            _ = try await client.call(ListCoupons.self, .init(), at(cashier))
        }
        return role
    }

    // MARK: How each of them calls

    var email: String { "ana-\(suffix.lowercased())@umbrellas.example" }

    func at(_ shop: Shop) -> CallOptions {
        CallOptions(
            token: shop.token,
            routingKey: shop.id.uuid,
            timeout: .seconds(20),
            seen: seen
        )
    }

    struct Offers {
        let large: PackageID
        let small: PackageID
        let addOn: AddOnID
    }

    struct Shop {
        let id: PartnerID
        let token: String
    }
}
