import FoundationEssentials
import OctopusCBOR
import OctopusClient
import OctopusMesh

/// A question that comes at night, and is answered in the morning with a coupon.
struct ChatNight: ToldDay {
    static let stepCount = 37

    let client: MeshClient
    let owner: DemoOwner
    let mailbox: DemoMailbox
    let story: Story
    let suffix = String(UUID().uuidString.suffix(6))
    let seen = Sightings()

    func tell() async throws {
        let shop = try await partnerJoins()
        let desk = try await deskIsOpened(shop)
        let ivo = try await operatorJoins(shop, desk, "Ivo Ivić")
        let eva = try await operatorJoins(shop, desk, "Eva Ević")
        let ana = try await endUserJoins()
        let question = try await questionIsAsked(shop, desk, ana)
        try await questionIsTaken(shop, question, by: ivo, before: eva)
        try await couponIsOffered(shop, desk, question, by: ivo, to: ana)
        try await conversationIsFinished(shop, question, ivo, ana)
    }

    private func partnerJoins() async throws -> DemoPartner {
        story.chapter("Evening: a help desk")
        let token = try await tellOfOwner()
        return try await tellOfPartner(
            "Night Café \(suffix)",
            token,
            "owner-\(suffix.lowercased())@night-cafe.example"
        )
    }

    private func deskIsOpened(_ shop: DemoPartner) async throws -> Desk {
        let channel = try await story.tell("makes a channel, and publishes it") {
            let draft = try await client.call(
                CreateChannel.self,
                .init(terms: ChannelTerms(name: shop.name)),
                at(shop)
            )
            return try await client.call(
                PublishChannel.self,
                .init(channelId: draft.id, version: draft.version),
                at(shop)
            )
        }
        let asked = try await story.tell("wants its chat on, and is warned first") {
            try await client.call(
                EnableChat.self,
                .init(channelId: channel.id, version: 0),
                at(shop)
            )
        }
        guard let warning = asked.warning, !asked.settings.isEnabled else {
            throw Failure(.fault, "the chat was enabled without a warning")
        }
        story.note(warning)
        _ = try await story.tell("confirms that it was read: the chat is on") {
            try await client.call(
                EnableChat.self,
                .init(channelId: channel.id, version: 0, isConfirmed: true),
                at(shop)
            )
        }
        let coupon = try await story.tell("and publishes a coupon: a coffee, for nothing") {
            let draft = try await client.call(
                CreateCoupon.self,
                .init(terms: CouponTerms(title: "Coffee with oat milk", limitPerUser: 1)),
                at(shop)
            )
            return try await client.call(
                PublishCoupon.self,
                .init(couponId: draft.id, version: draft.version),
                at(shop)
            )
        }
        let role = try await story.tell("makes the role Operator: the chat, and nothing else") {
            try await client.call(
                CreateRole.self,
                .init(name: "Operator", levels: [.init(.chat, .full)]),
                inTenant(shop.token)
            )
        }
        return Desk(channel: channel.id, coupon: coupon.id, role: role.id)
    }

    private func operatorJoins(
        _ shop: DemoPartner,
        _ desk: Desk,
        _ name: String
    ) async throws -> DemoPartner {
        let word = name.prefix { $0 != " " }
        let email = "\(word.lowercased())-\(suffix.lowercased())@night-cafe.example"
        _ = try await story.tell("\(word) is invited as a chat operator") {
            let user = try await client.call(
                CreateUser.self,
                .init(name: name, email: email, roleId: desk.role),
                inTenant(shop.token)
            )
            return try await client.call(
                SetChatOperator.self,
                .init(userId: user.id, version: user.version, chatOperator: .normal),
                inTenant(shop.token)
            )
        }
        let token = try await story.tell("\(word) opens the link, and logs in") {
            try await accepted(email)
        }
        return DemoPartner(id: shop.id, name: name, token: token, tenantToken: shop.tenantToken)
    }

    struct Desk {
        let channel: ChannelID
        let coupon: CouponID
        let role: RoleID
    }

    /// A conversation, and from where on its end user hears what is new.
    struct Question {
        let conversation: ConversationID
        let news: Bytes
    }
}
