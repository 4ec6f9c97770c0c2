import OctopusClient
import OctopusMesh

// From four coupons to a package of three.
extension PartnersDay {
    func couponsArePublished(_ shop: Shop) async throws -> [Coupon] {
        story.chapter("Noon: four coupons")
        return try await story.tell("Ana publishes four coupons") {
            var coupons: [Coupon] = []
            for number in 1...4 {
                let terms = CouponTerms(title: "Umbrella \(number)", stock: 10)
                let made = try await client.call(CreateCoupon.self, .init(terms: terms), at(shop))
                coupons.append(
                    try await client.call(
                        PublishCoupon.self,
                        .init(couponId: made.id, version: made.version),
                        at(shop)
                    )
                )
            }
            return coupons
        }
    }

    /// - Returns: The token of an end user who holds the first coupon, and that coupon, which is paused.
    func shopWantsLess(
        _ shop: Shop,
        _ offers: Offers,
        _ coupons: [Coupon]
    ) async throws -> (holder: String, paused: Coupon) {
        story.chapter("Afternoon: a smaller package")
        let holder = try await aCouponIsHeld(shop, coupons[0])
        let smaller = RequestPackage.Request(packageId: offers.small)
        try await tellLimit("Ana asks for the package of three coupons", .aboveLimits) {
            _ = try await client.call(RequestPackage.self, smaller, at(shop))
        }
        let paused = try await story.tell("She obeys: the first coupon is paused") {
            try await client.call(
                PauseCoupon.self,
                .init(couponId: coupons[0].id, version: coupons[0].version),
                at(shop)
            )
        }
        _ = try await story.tell("and asks again") {
            try await client.call(RequestPackage.self, smaller, at(shop))
        }
        return (holder, paused)
    }

    /// A refusal with numbers, which are told.
    private func tellLimit(
        _ sentence: String,
        _ reason: Reason,
        _ body: () async throws -> Void
    ) async throws {
        var told: [String] = []
        try await story.tellRefusal(sentence, reason) {
            do {
                try await body()
            } catch let failure as CallFailure {
                told = failure.violations.map(\.message)
                throw failure
            }
        }
        for message in told { story.note(message) }
    }

    func shopGetsLess(_ shop: Shop, _ offers: Offers, _ tenant: String) async throws {
        let before = try await story.tell("Until that is decided she has the large one") {
            try await client.call(GetMyAccount.self, .init(), at(shop))
        }
        guard before.limits?.activeCoupons == 4 else {
            throw Failure(.fault, "the package changed before it was approved")
        }
        let own = try await client.call(ListOwnRequests.self, .init(), at(shop)).items
        guard let waiting = own.first(where: { $0.status == .pending }) else {
            throw Failure(.fault, "nothing waits for a decision")
        }
        _ = try await story.tell("The tenant's owner approves") {
            try await client.call(
                ApproveRequest.self,
                .init(requestId: waiting.id),
                inTenant(tenant)
            )
        }
        let after = try await story.tell("Ana has the smaller package from now on") {
            try await client.call(GetMyAccount.self, .init(), at(shop))
        }
        story.note("\(after.package?.name ?? "none"), \(after.limits?.words ?? "")")
        guard after.package?.packageId == offers.small else {
            throw Failure(.fault, "the approved package is not in force")
        }
    }

    func restIsAsItWas(
        _ shop: Shop,
        _ role: Role,
        holder: String,
        _ paused: Coupon
    ) async throws {
        try await tellLimit("She publishes the paused coupon again", .packageLimit) {
            _ = try await client.call(
                PublishCoupon.self,
                .init(couponId: paused.id, version: paused.version),
                at(shop)
            )
        }
        let wallet = try await story.tell("Ben, who has got the paused coupon, still has it") {
            try await client.call(GetWallet.self, .init(), inTenant(holder))
        }
        guard wallet.coupons.count == 1 else {
            throw Failure(.fault, "a coupon that was held is gone")
        }
        let known = try await story.tell("The role Cashier is as it was, and Cvita has it") {
            try await client.call(GetRole.self, .init(roleId: role.id), inTenant(shop.token))
        }
        guard known.role.levels == role.levels, known.users.map(\.name) == ["Cvita Cvitić"] else {
            throw Failure(.fault, "the role is not what it was")
        }
        let report = try await story.tell("Ana's report of the day has the coupon") {
            try await client.call(ReadLoyaltyReport.self, Self.given, at(shop))
        }
        guard let given = report.totals.first, given.value == 1, given.before == 0,
            given.changePermille == nil
        else { throw Failure(.fault, "the report is not what happened") }
        story.note("1 coupon was given, none in as many days before: no percentage")
    }

    /// Yesterday, today and tomorrow, in whichever zone.
    private static var given: ReportQuery<LoyaltyMeasure> {
        func day(_ offset: Int64) -> String {
            let moment = Instant.now.adding(milliseconds: offset * 86_400_000)
            return String((InstantText.text(of: moment) ?? "").prefix(10))
        }
        return ReportQuery(
            measures: [.couponsGiven],
            from: day(-1),
            until: day(2),
            compare: true
        )
    }

    /// The token of an end user who holds it.
    private func aCouponIsHeld(_ shop: Shop, _ coupon: Coupon) async throws -> String {
        let contact = "ben-\(suffix.lowercased())@mail.example"
        return try await story.tell("Ben registers and gets the first coupon") {
            _ = try await client.call(
                RegisterEndUser.self,
                .init(name: "Ben Benić", email: contact),
                inTenant()
            )
            _ = try await client.call(
                RequestLoginCode.self,
                .init(contact: contact),
                inTenant()
            )
            let login = try await client.call(
                LogInEndUser.self,
                .init(contact: contact, loginCode: try await mailbox.code(to: contact)),
                inTenant()
            )
            _ = try await client.call(
                GetCouponForPoints.self,
                .init(couponId: coupon.id),
                at(Shop(id: shop.id, token: login.accessToken))
            )
            return login.accessToken
        }
    }

    func dayEnds(_ shop: Shop, _ offers: Offers, _ tenant: String) async throws {
        story.chapter("Evening: what was asked for")
        let own = try await story.tell("Ana looks what she has asked for") {
            try await client.call(ListOwnRequests.self, .init(), at(shop))
        }
        for request in own.items { story.note("\(request.title): \(request.status.rawValue)") }
        let history = try await story.tell("and the tenant what it decided") {
            try await client.call(
                ListDecidedRequests.self,
                .init(desk: .partnership, search: suffix),
                inTenant(tenant)
            )
        }
        guard own.items.map(\.status) == [.approved, .approved], history.items.count == 2 else {
            throw Failure(.fault, "the history is not what was decided")
        }
        story.note("Requests, history and account agree.")
    }
}
