import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusHelpdesk

/// Helpdesk in its world: two tenants, three partners, as identity told of them.
typealias House = World<HelpdeskEnvironment>
typealias Somebody = OctopusTestKit.Somebody<HelpdeskEnvironment>

extension World<HelpdeskEnvironment> {
    convenience init(seed: UInt64 = 1, values: [String: SettingValue] = [:]) async throws {
        let options = WorldOptions(
            values: values,
            seed: seed,
            plans: .helpdesk,
            reportPlans: { faults in
                for fault in faults { Issue.record("\(fault)") }
            }
        )
        try await self.init(HelpdeskService.definition, options)
        try await settle()
    }

    /// A chat operator of the café, of whom identity has told; normal unless said otherwise.
    func agent(
        _ kind: ChatOperator = .normal,
        of partner: PartnerID? = nil,
        named name: String = "Ivo"
    ) async throws -> Somebody {
        let id = UserID(ids.uuid(at: clock.now))
        try await tell(id, kind, of: partner ?? cafe, named: name)
        return Somebody(
            house: self,
            person: Person(
                subject: id.uuid,
                kind: .user,
                tenant: partner == broker ? bank : mall,
                partner: partner ?? cafe,
                session: SessionID(ids.uuid(at: clock.now)),
                levels: World.all,
                chatOperator: kind
            )
        )
    }

    /// Identity tells of a user of a partner.
    func tell(
        _ id: UserID,
        _ kind: ChatOperator?,
        of partner: PartnerID,
        version: Int64 = 1,
        _ status: UserStatus = .active,
        named name: String = "Ivo"
    ) async throws {
        try await tell(
            UserChanged(
                id: id,
                version: version,
                status: status,
                isOwner: false,
                hasSecondFactor: false,
                chatOperator: kind
            ),
            personal: .init(name: name, email: "\(name.lowercased())@cafe.example", phone: nil),
            of: mall,
            partner: partner
        )
    }

    /// A published channel, the café's unless another partner's; its chat is on unless said otherwise.
    func channel(
        of partner: PartnerID? = nil,
        named name: String = "Café",
        _ status: ChannelStatus = .published,
        enabled: Bool = true
    ) async throws -> ChannelID {
        let partner = partner ?? cafe
        let id = try await newChannel(of: partner, named: name, status)
        if enabled {
            try await agent(.administrator, of: partner).call(
                EnableChat.self,
                .init(channelId: id, version: 0, isConfirmed: true)
            )
        }
        return id
    }

    /// A channel that Ana follows, and her conversation with it, in which she wrote once.
    func asked(
        _ text: String = "Are you open?",
        by endUser: EndUserID? = nil,
        in channel: ChannelID? = nil
    ) async throws -> ConversationID {
        let endUser = endUser ?? ana
        let present =
            if let channel { channel } else { try await self.channel() }
        try await follow(present, by: endUser)
        let writer = self.endUser(endUser)
        let id = try await writer.open(present)
        try await writer.post(text, in: id)
        return id
    }

    /// Runs what is due, as the service does by itself.
    func runJobs() async throws { try await instance.jobs.runDue() }
}

extension Somebody {
    func open(_ channel: ChannelID) async throws -> ConversationID {
        try await call(OpenConversation.self, .init(channelId: channel)).conversationId
    }

    @discardableResult
    func post(
        _ text: String,
        in id: ConversationID,
        calling clientId: String? = nil
    ) async throws -> PostMessage.Reply {
        try await call(PostMessage.self, .text(text, in: id, calling: clientId ?? newClientID()))
    }

    func newClientID() -> String { "\(house.ids.uuid(at: house.clock.now))" }

    func take(_ id: ConversationID) async throws -> ConversationStanding {
        try await call(TakeConversation.self, .init(conversationId: id))
    }

    func seen(_ id: ConversationID) async throws -> Conversation {
        try await call(GetConversation.self, .init(conversationId: id))
    }

    func messages(
        of id: ConversationID,
        after: Int64? = nil,
        before: Int64? = nil,
        limit: Int64? = nil
    ) async throws -> [ChatMessage] {
        try await call(
            ReadMessages.self,
            .init(conversationId: id, after: after, before: before, limit: limit)
        ).messages
    }

    func present(_ state: PresenceState = .available) async throws {
        try await call(SetPresence.self, .init(state: state))
    }

    var userID: UserID { UserID(person.subject) }
}

extension PostMessage.Request {
    static func text(
        _ text: String,
        in id: ConversationID,
        calling clientId: String
    ) -> PostMessage.Request {
        .init(conversationId: id, clientId: clientId, text: text)
    }
}

extension PlanRules {
    /// A million messages must not slow a chat: no statement of a call looks through a table.
    static let helpdesk = PlanRules(
        small: [
            "tenants": "those of one installation",
            "presences": "operators who are there, by when that ends; the first of them",
            "assigning": "partners whose queue has just changed",
            "files_removed": "files of the last minute, whose bytes are not gone yet",
            "message_words": "an index of words, which is asked by them",
            "unindexed": "what was written a moment ago",
            "history_merge": "a row at most",
            "keeping": "two rows for each tenant",
            "forgetting": "conversations of those who were just erased",
        ],
        excused: [
            "INSERT INTO new_notifications": "a step of the schema, which runs once",
            "UPDATE conversations SET status = 'finished', agent": "a test's, of two rows",
            "UPDATE holdings SET until_seq = 1": "the same",
            "UPDATE failures SET count = 3000": "the same",
            "SELECT conversations.* FROM (": "active conversations by their operators, by index",
            "SELECT *, CASE": "puts in order what it finds of a partner's 1,000 prepared answers",
        ]
    )
}
