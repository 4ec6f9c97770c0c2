import OctopusClient
import FoundationEssentials
import OctopusMesh

// At the counter: codes are shown and scanned.
extension DemoDay {
    func pointsAreGiven(
        _ partner: DemoPartner,
        _ offer: DemoOffer,
        _ endUser: DemoEndUser
    ) async throws {
        story.chapter("Noon: points at the counter")
        let gettable = try await story.tell("Ana looks what she could get at \(partner.name)") {
            try await client.call(ListGettable.self, .init(), at(partner, as: endUser))
        }
        for offer in gettable.items {
            story.note("\(offer.title): \(offer.missing) more \(offer.pointTypeName ?? "") needed")
        }
        let code = try await story.tell("She shows her ID code, which lives for a minute") {
            try await client.call(GetIDCode.self, .init(), inTenant(endUser.token))
        }
        story.show(code.text)
        let scanned = try await story.tell("Cvita scans it and sees what she can give") {
            try await scan(code.text, at: partner)
        }
        guard case .endUser(let person) = scanned else {
            throw Failure(.fault, "an ID code was not recognised as one")
        }
        story.note("points: " + person.points.map(\.name).joined(separator: ", "))
        let coupons = person.coupons.map(\.title).joined(separator: ", ")
        story.note("coupons: " + (coupons.isEmpty ? "none, as her role says" : coupons))
        var options = at(partner)
        options.idempotencyKey = IdempotencyKey.make()
        let gift = GiveScanned.Request(
            scan: person.scan,
            give: .points(pointTypeId: offer.pointType, amount: 6)
        )
        let given = try await story.tell("and gives her 6 bananas") {
            try await client.call(GiveScanned.self, gift, options)
        }
        _ = try await story.tell("The line broke, the till repeats: the same answer, no new points")
        {
            guard try await client.call(GiveScanned.self, gift, options) == given else {
                throw Failure(.fault, "the repeated gift was answered otherwise")
            }
        }
        try await story.tellRefusal("A screenshot of the ID code is scanned", .codeUsed) {
            _ = try await scan(code.text, at: partner)
        }
    }

    func couponIsGotAndUsed(
        _ partner: DemoPartner,
        _ offer: DemoOffer,
        _ endUser: DemoEndUser
    ) async throws {
        story.chapter("Afternoon: a coffee")
        let got = try await story.tell("Ana gets the coupon: 5 bananas go, the coupon comes") {
            try await client.call(
                GetCouponForPoints.self,
                .init(couponId: offer.coupon),
                at(partner, as: endUser)
            )
        }
        story.note("bananas left: \(got.balance ?? 0)")
        try await story.tellRefusal("She wants another one", .insufficientPoints) {
            _ = try await client.call(
                GetCouponForPoints.self,
                .init(couponId: offer.coupon),
                at(partner, as: endUser)
            )
        }
        let code = try await story.tell("She shows the coupon's code") {
            try await client.call(
                GetIssuedCouponCode.self,
                .init(issuedCouponId: got.issuedCoupon.id),
                at(partner, as: endUser)
            )
        }
        story.note("To be typed: \(code.code)")
        story.show(code.signed.text)
        let redeemed = try await story.tell("Cvita scans it: redeemed, enjoy the coffee") {
            try await scan(code.signed.text, at: partner)
        }
        guard case .coupon(let redemption) = redeemed, redemption.redemptionsLeft == 0 else {
            throw Failure(.fault, "the coupon was not redeemed")
        }
        try await story.tellRefusal("The same code is scanned again", .codeUsed) {
            _ = try await scan(code.signed.text, at: partner)
        }
    }

    func dayEnds(
        _ partner: DemoPartner,
        _ offer: DemoOffer,
        _ endUser: DemoEndUser
    ) async throws {
        story.chapter("Evening: the books")
        let wallet = try await story.tell("Ana looks into her wallet") {
            try await client.call(GetWallet.self, .init(), inTenant(endUser.token))
        }
        for balance in wallet.balances {
            story.note("\(balance.amount) \(balance.pointTypeName) at \(balance.partnerName)")
        }
        story.note("coupons to use: \(wallet.coupons.count)")
        let totals = try await story.tell("The partner's owner adds up the ledger") {
            try await client.call(
                CheckLedger.self,
                .init(pointTypeId: offer.pointType),
                at(partner)
            )
        }
        story.note(
            "issued \(totals.issued) = held \(totals.held) + spent \(totals.spent)"
                + " + expired \(totals.expired) + reversed \(totals.reversed)"
        )
        guard totals.isBalanced, wallet.balances.map(\.amount) == [totals.held] else {
            throw Failure(.fault, "the ledger does not balance")
        }
        story.note("Ledger, lots and balances agree.")
    }

    private func scan(
        _ text: String,
        at partner: DemoPartner
    ) async throws -> ScanCode.Reply {
        try await client.call(ScanCode.self, .init(text: text), at(partner))
    }
}
