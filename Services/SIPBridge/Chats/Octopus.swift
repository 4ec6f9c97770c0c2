import OctopusClient
import OctopusMesh

/// The account of an operator, as identity knows it.
struct SIPAccount: Hashable, Sendable {
    let username: String
    let user: UserID
    let partner: PartnerID
    /// HA1 of the bridge's algorithm.
    let digest: String
}

/// What the bridge asks of identity and helpdesk.
struct Octopus: Sendable {
    private static let digestPatience: Duration = .seconds(3)
    /// Less than Kamailio waits for an answer.
    private static let answerPatience: Duration = .seconds(7)
    private static let newsMilliseconds: Int64 = 20_000
    static let page: Int64 = 50

    let client: MeshClient
    let algorithm: DigestAlgorithm

    /// The account of that name; nil if there is none, or its operator may not log in.
    func account(_ username: String) async throws(CallFailure) -> SIPAccount? {
        do {
            let found = try await client.call(
                GetSIPDigests.self,
                .init(username: username),
                CallOptions(timeout: Self.digestPatience)
            )
            guard let partner = found.partnerId else { return nil }
            return SIPAccount(
                username: username,
                user: found.userId,
                partner: partner,
                digest: algorithm.digest(of: found)
            )
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }

    /// Writes into a conversation as the operator, who takes it if nobody has it.
    func answer(
        _ text: String,
        named clientID: String,
        in conversation: ConversationID,
        by account: SIPAccount
    ) async throws(CallFailure) {
        _ = try await client.call(
            AnswerBySIP.self,
            .init(
                userId: account.user,
                conversationId: conversation,
                clientId: clientID,
                text: text
            ),
            options(account, Self.answerPatience)
        )
    }

    /// What people call who has the conversation that somebody else came too late for.
    func name(
        ofWhoHas taken: CallFailure,
        at partner: PartnerID
    ) async throws(CallFailure) -> String? {
        guard let id = taken.violations.first.flatMap({ UserID($0.message) }) else { return nil }
        return try await client.call(
            NameSIPOperator.self,
            .init(userId: id),
            CallOptions(routingKey: partner.uuid, timeout: Self.digestPatience)
        ).name
    }

    /// What has not come to the operator's client yet.
    func messages(for account: SIPAccount) async throws(CallFailure) -> [SIPMessage] {
        try await client.call(
            ReadSIPMessages.self,
            .init(userId: account.user, limit: Self.page),
            options(account)
        ).messages
    }

    /// Says that a message, and those before it, have come.
    func mark(_ message: SIPMessage, for account: SIPAccount) async throws(CallFailure) {
        _ = try await client.call(
            MarkSIPMessages.self,
            .init(
                userId: account.user,
                conversationId: message.conversationId,
                seq: message.seq
            ),
            options(account)
        )
    }

    /// Says that operators of a partner are there.
    func keepPresence(of users: [UserID], at partner: PartnerID) async throws(CallFailure) {
        _ = try await client.call(
            KeepSIPPresence.self,
            .init(userIds: users),
            CallOptions(routingKey: partner.uuid)
        )
    }

    /// Waits until there may be something for operators.
    func news(after place: Bytes?) async throws(CallFailure) -> ReadSIPNews.Reply {
        try await client.call(
            ReadSIPNews.self,
            .init(after: place, waitMs: Self.newsMilliseconds),
            CallOptions(timeout: .milliseconds(Self.newsMilliseconds) + .seconds(10))
        )
    }

    private func options(_ account: SIPAccount, _ patience: Duration = .seconds(10)) -> CallOptions
    {
        CallOptions(routingKey: account.partner.uuid, timeout: patience)
    }
}
