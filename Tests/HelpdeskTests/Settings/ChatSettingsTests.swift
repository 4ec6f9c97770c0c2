import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct ChatSettingsTests {
    @Test func `the chat of a new channel is off, and a warning comes before it is on`()
        async throws
    {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let channel = try await house.channel(enabled: false)
        let before = try await admin.call(GetChatSettings.self, .init(channelId: channel))
        #expect(before.version == 0 && !before.isEnabled && !before.isOpen)
        let warned = try await admin.call(
            EnableChat.self,
            .init(channelId: channel, version: 0)
        )
        #expect(warned.warning?.contains("Decide first who answers") == true)
        #expect(warned.settings == before)
        let enabled = try await admin.call(
            EnableChat.self,
            .init(channelId: channel, version: 0, isConfirmed: true)
        )
        #expect(enabled.warning == nil)
        #expect(enabled.settings.isEnabled && enabled.settings.isOpen)
        try await admin.refused(
            .stale,
            EnableChat.self,
            .init(channelId: channel, version: 0, isConfirmed: true)
        )
    }

    @Test func `while it is off followers read and can't write`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let channel = try await house.channel()
        let id = try await house.asked(in: channel)
        let ana = house.endUser(house.ana)
        try await admin.call(DisableChat.self, .init(channelId: channel, version: 1))
        try await ana.refused(.chatDisabled, PostMessage.self, .text("?", in: id, calling: "2"))
        #expect(try await ana.messages(of: id).compactMap(\.text) == ["Are you open?"])
        #expect(try await ana.seen(id).isOpen == false)
        try await admin.call(
            EnableChat.self,
            .init(channelId: channel, version: 2, isConfirmed: true)
        )
        try await ana.post("?", in: id)
    }

    @Test func `it is lost with the package and back with it`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let channel = try await house.channel()
        let id = try await house.asked(in: channel)
        let ana = house.endUser(house.ana)
        for (version, products, isOpen) in [(1, ["coupons"], false), (2, ["chat"], true)] {
            try await house.tell(
                PartnerEntitlementChanged(
                    id: house.cafe,
                    version: Int64(version),
                    products: products
                ),
                of: house.mall,
                partner: house.cafe
            )
            let settings = try await admin.call(
                GetChatSettings.self,
                .init(channelId: channel)
            )
            #expect(settings.isEnabled && settings.isOpen == isOpen)
            if !isOpen {
                try await ana.refused(
                    .chatDisabled,
                    PostMessage.self,
                    .text("?", in: id, calling: "2")
                )
                try await admin.refused(
                    .chatDisabled,
                    PostMessage.self,
                    .text("Yes.", in: id, calling: "3")
                )
            }
        }
        try await ana.post("Now?", in: id)
    }

    @Test func `a normal operator changes neither, and a foreign channel does not exist`()
        async throws
    {
        let house = try await House()
        let normal = try await house.agent()
        let channel = try await house.channel(enabled: false)
        try await normal.refused(
            .administratorsOnly,
            EnableChat.self,
            .init(channelId: channel, version: 0, isConfirmed: true)
        )
        try await normal.refused(
            .administratorsOnly,
            EditChatPolicy.self,
            .init(version: 0, terms: ChatPolicyTerms())
        )
        let other = try await house.agent(.administrator, of: house.bakery)
        try await other.refused(
            .notFound,
            EnableChat.self,
            .init(channelId: channel, version: 0, isConfirmed: true)
        )
    }

    @Test func `a policy is read, edited against its version, and told`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let standard = try await admin.call(GetChatPolicy.self, Empty())
        #expect(standard == ChatPolicy(version: 0, terms: ChatPolicyTerms()))
        let terms = ChatPolicyTerms(
            mostConversations: 2,
            assignment: .roundRobin,
            silentMinutes: 10
        )
        let edited = try await admin.call(EditChatPolicy.self, .init(version: 0, terms: terms))
        #expect(edited == ChatPolicy(version: 1, terms: terms))
        try await admin.refused(.stale, EditChatPolicy.self, .init(version: 0, terms: terms))
        #expect(try await house.events(ChatPolicyChanged.self).map(\.terms) == [terms])
    }
}
