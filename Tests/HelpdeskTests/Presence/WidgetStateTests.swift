import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct WidgetStateTests {
    @Test func `disabled, off-line, without a seat, on-line, resume`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        let ana = house.endUser(house.ana)
        let channel = try await house.channel()
        try await admin.call(
            EditChatPolicy.self,
            .init(version: 0, terms: ChatPolicyTerms(mostConversations: 1))
        )
        func state(_ page: String? = nil) async throws -> GetWidgetState.Reply {
            try await ana.call(GetWidgetState.self, .init(channelId: channel, page: page))
        }
        // Who does not follow can't write.
        #expect(try await state().state == .disabled)
        try await house.follow(channel, by: house.ana)
        #expect(try await state().state == .offline)
        try await eva.present()
        #expect(try await state().state == .online)
        // Those of the page's rule are away: off-line, although others are there.
        let tea = "https://shop.example/tea"
        try await house.rule(on: house.website(), "/tea", to: [ivo])
        #expect(try await state(tea).state == .offline)
        #expect(try await state("https://shop.example/").state == .online)
        func message(from page: String) -> LeaveOfflineMessage.Request {
            .init(
                channelId: channel,
                name: "Ana",
                email: "ana@mail.example",
                text: "Well?",
                page: page
            )
        }
        try await ana.call(LeaveOfflineMessage.self, message(from: tea))
        try await ana.refused(
            .operatorsPresent,
            LeaveOfflineMessage.self,
            message(from: "https://shop.example/")
        )
        try await ivo.present(.busy)
        #expect(try await state(tea).state == .noSeats)
        try await ivo.present()
        #expect(try await state(tea).state == .online)
        let other = try await house.asked(by: house.ben, in: house.channel(named: "Tea"))
        _ = try await ivo.take(other)
        #expect(try await state(tea).state == .noSeats)
        let id = try await ana.open(channel)
        #expect(try await state(tea).state == .noSeats)
        try await ana.post("Well?", in: id)
        let resumed = try await state(tea)
        #expect(resumed.state == .resume && resumed.conversationId == id)
        #expect(resumed.queuePosition == 1)
        _ = try await eva.take(id)
        let active = try await state()
        #expect(active.state == .resume && active.queuePosition == nil)
        try await admin.call(DisableChat.self, .init(channelId: channel, version: 1))
        #expect(try await state().state == .disabled)
        let asked = GetWidgetState.Request(channelId: channel)
        try await ana.refused(.notFound, GetWidgetState.self, asked, at: house.bakery)
    }

    @Test func `a visitor's widget works on registered websites`() async throws {
        let house = try await House()
        let (visitor, channel) = (house.visitor(), try await house.channel())
        func state(_ page: String?) async throws -> WidgetState {
            try await visitor.call(
                GetWidgetState.self,
                .init(channelId: channel, page: page)
            ).state
        }
        let page = "https://www.shop.example/"
        #expect(try await state(page) == .disabled)
        _ = try await house.website("*.shop.example")
        #expect(try await state(page) == .offline)
        #expect(try await state("https://shop.example/") == .disabled)
        #expect(try await state(nil) == .disabled)
        try await house.agent().present()
        #expect(try await state(page) == .online)
    }
}
