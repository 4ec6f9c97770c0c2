import OctopusClient
import FoundationEssentials
import OctopusMesh

/// The day: its steps, in order.
///
/// Each chapter hands on what the next one needs.
struct DemoDay: ToldDay {
    static let stepCount = 33

    let client: MeshClient
    let owner: DemoOwner
    let mailbox: DemoMailbox
    let story: Story
    let suffix = String(UUID().uuidString.suffix(6))
    let seen = Sightings()

    func tell() async throws {
        let partner = try await partnerJoins()
        let offer = try await partnerMakesOffer(partner)
        let cashier = try await colleagueJoins(partner)
        let endUser = try await endUserJoins()
        try await pointsAreGiven(cashier, offer, endUser)
        try await couponIsGotAndUsed(partner, offer, endUser)
        try await tenantHelps(partner)
        try await dayEnds(partner, offer, endUser)
    }

    private func partnerJoins() async throws -> DemoPartner {
        story.chapter("Before opening: a partner joins")
        let login = try await story.tell("The tenant's owner logs in as \(owner.email)") {
            try await client.call(
                LogIn.self,
                .init(email: owner.email, password: owner.password),
                inTenant()
            )
        }
        let name = "Banana Café \(suffix)"
        let email = "owner-\(suffix.lowercased())@banana-cafe.example"
        let created = try await story.tell("opens an account for the partner \(name)") {
            try await client.call(
                CreatePartner.self,
                .init(name: name, ownerName: "Bruno Bananić", ownerEmail: email),
                inTenant(login.accessToken)
            )
        }
        let password = Self.password()
        _ = try await story.tell("Its owner opens the link that was mailed, and sets a password") {
            let invitation = try await mailbox.secret(to: email)
            return try await client.call(
                AcceptInvitation.self,
                .init(invitation: invitation, password: password),
                inTenant()
            )
        }
        let partnerLogin = try await story.tell("and logs in as \(email)") {
            try await client.call(
                LogIn.self,
                .init(email: email, password: password),
                inTenant()
            )
        }
        return DemoPartner(
            id: created.partnerId,
            name: name,
            token: partnerLogin.accessToken,
            tenantToken: login.accessToken
        )
    }

    private func partnerMakesOffer(_ partner: DemoPartner) async throws -> DemoOffer {
        let pointType = try await story.tell("names its points: banana, good for three months") {
            try await client.call(
                CreatePointType.self,
                .init(
                    name: "banana",
                    validity: .months(3),
                    expiryNoticeDays: 3,
                    expiryMessage:
                        "Use your {{amount}} bananas by {{date}}: {{days}} days are left."
                ),
                at(partner)
            )
        }
        let terms = CouponTerms(
            title: "Free coffee",
            description: "Any size, to stay or to go.",
            price: CouponPrice(pointTypeId: pointType.id, amount: 5),
            validDays: 30,
            stock: 100,
            limitPerUser: 3
        )
        let coupon = try await story.tell("drafts a coupon: a free coffee for 5 bananas") {
            try await client.call(CreateCoupon.self, .init(terms: terms), at(partner))
        }
        _ = try await story.tell("and publishes it") {
            try await client.call(
                PublishCoupon.self,
                .init(couponId: coupon.id, version: coupon.version),
                at(partner)
            )
        }
        return DemoOffer(pointType: pointType.id, coupon: coupon.id)
    }

    private func endUserJoins() async throws -> DemoEndUser {
        story.chapter("Morning: an end user joins")
        let contact = "ana-\(suffix.lowercased())@mail.example"
        let registered = try await story.tell("Ana registers in the tenant's app") {
            try await client.call(
                RegisterEndUser.self,
                .init(name: "Ana Anić", email: contact),
                inTenant()
            )
        }
        story.note("Her End-user ID is \(registered.code).")
        let login = try await story.tell("and logs in with the one-time code that is mailed to her")
        {
            _ = try await client.call(
                RequestLoginCode.self,
                .init(contact: contact),
                inTenant()
            )
            return try await client.call(
                LogInEndUser.self,
                .init(contact: contact, loginCode: try await mailbox.code(to: contact)),
                inTenant()
            )
        }
        return DemoEndUser(id: registered.endUserId, token: login.accessToken)
    }
}

struct DemoOffer {
    let pointType: PointTypeID
    let coupon: CouponID
}
