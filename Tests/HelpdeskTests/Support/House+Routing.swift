import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit

@testable import OctopusHelpdesk

extension House {
    /// A website of the café's.
    func website(_ host: String = "shop.example") async throws -> WebsiteID {
        try await agent(.administrator).call(
            RegisterWebsite.self,
            .init(host: host, name: "The shop")
        ).id
    }

    /// A rule of the café's.
    @discardableResult
    func rule(
        on website: WebsiteID,
        _ path: String? = nil,
        to operators: [Somebody] = [],
        groups: [OperatorGroupID] = []
    ) async throws -> RoutingRule {
        try await agent(.administrator).call(
            CreateRoutingRule.self,
            .init(
                terms: RoutingTerms(
                    websiteId: website,
                    path: path,
                    operatorIds: operators.map(\.userID),
                    groupIds: groups
                )
            )
        )
    }

    /// Somebody on a website of the mall's who has not logged in.
    func visitor() -> Somebody {
        Somebody(
            house: self,
            person: Person(
                subject: ids.uuid(at: clock.now),
                kind: .visitor,
                tenant: mall,
                partner: nil,
                session: SessionID(ids.uuid(at: clock.now)),
                levels: [:]
            )
        )
    }

    /// A conversation of Ana's with a channel of its own, in which she wrote once on that page.
    func asked(on page: String, _ text: String = "Are you open?") async throws -> ConversationID {
        let channel = try await channel()
        try await follow(channel, by: ana)
        let writer = endUser(ana)
        let id = try await writer.call(
            OpenConversation.self,
            .init(channelId: channel, page: page)
        ).conversationId
        try await writer.post(text, in: id)
        return id
    }
}

extension Somebody {
    var visitorID: VisitorID { VisitorID(person.subject) }

    /// Those that wait for them.
    func waiting(limit: Int64? = nil) async throws -> [ConversationID] {
        try await call(ListConversations.self, .init(status: .unanswered, limit: limit)).items
            .map(\.id)
    }
}
