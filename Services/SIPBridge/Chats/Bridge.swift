import OctopusClient
import Logging

/// Brings conversations to operators' SIP clients, and their answers into the conversations.
///
/// It keeps nothing: who is registered Kamailio knows, and what has come to whom the helpdesk. After an end of
/// either, clients register anew and get what they have not got.
actor Bridge {
    private static let presencePause: Duration = .seconds(30)
    private static let newsPause: Duration = .seconds(1)

    private let octopus: Octopus
    private let accounts: Accounts
    private let mailbox: Mailbox
    private let tell: @Sendable (Order) -> Void
    private let logger: Logger
    private var registered: [String: Registered] = [:]

    /// Who has a contact.
    private struct Registered {
        /// The digest that they registered with.
        let digest: String
        /// Known once they are.
        var account: SIPAccount?
    }

    init(
        _ octopus: Octopus,
        domain: String,
        logger: Logger,
        tell: @escaping @Sendable (Order) -> Void
    ) {
        self.octopus = octopus
        self.tell = tell
        self.logger = logger
        accounts = Accounts(octopus)
        mailbox = Mailbox(octopus, domain: domain, logger: logger, tell: tell)
    }

    /// Works until Kamailio has ended.
    func run(_ notices: AsyncStream<Notice>) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.waitForNews() }
            group.addTask { await self.keepPresence() }
            for await notice in notices {
                switch notice {
                case .sending, .sent: await mailbox.note(notice)
                // What takes a while waits for nobody; the others come in their order.
                case .login(let transaction, let username):
                    group.addTask { await self.logIn(username, transaction) }
                case .answer(let answer): group.addTask { await self.reply(to: answer) }
                case .here(let username): group.addTask { await self.welcome(username) }
                case .registered(let username, let digest): register(username, digest)
                case .expired(let username): tell(.who(username: username))
                case .gone(let username): registered[username] = nil
                case .done: break
                }
            }
            group.cancelAll()
        }
    }

    private func register(_ username: String, _ digest: String) {
        if registered[username]?.digest != digest {
            registered[username] = Registered(digest: digest)
        }
        tell(.who(username: username))
    }

    private func logIn(_ username: String, _ transaction: String) async {
        do {
            let account = try await accounts.find(username)
            tell(.digest(transaction: transaction, account?.digest ?? ""))
        } catch {
            logger.warning("an account can't be looked up", metadata: ["cause": "\(error)"])
            tell(.reply(transaction: transaction, SIPStatus(error)))
        }
    }

    // MARK: Answers

    private func reply(to answer: SIPAnswer) async {
        tell(.reply(transaction: answer.transaction, await status(of: answer)))
    }

    private func status(of answer: SIPAnswer) async -> SIPStatus {
        guard let address = ConversationAddress(user: answer.recipient) else {
            return .noConversation
        }
        guard let text = answer.text else { return .notUTF8 }
        do {
            guard let account = try await accounts.find(answer.username) else {
                return .noOperator
            }
            do {
                try await octopus.answer(
                    text,
                    named: answer.clientID,
                    in: address.conversation,
                    by: account
                )
                return .accepted
            } catch  where error.reason == .conversationTaken {
                return .taken(by: try await octopus.name(ofWhoHas: error, at: account.partner))
            }
        } catch {
            return SIPStatus(error)
        }
    }

    // MARK: Who is there

    private func welcome(_ username: String) async {
        guard let account = await holder(of: username) else { return }
        registered[username]?.account = account
        await keepPresence(of: [account])
        deliver(to: username)
    }

    /// The account of somebody who is registered, unless their secret is another by now.
    private func holder(of username: String) async -> SIPAccount? {
        guard let digest = registered[username]?.digest else { return nil }
        do {
            if let account = try await accounts.find(username), account.digest == digest {
                return account
            }
            registered[username] = nil
            tell(.drop(username: username))
        } catch {
            logger.warning("an account can't be looked up", metadata: ["cause": "\(error)"])
        }
        return nil
    }

    private func keepPresence() async {
        while !Task.isCancelled {
            var there: [SIPAccount] = []
            for username in registered.keys {
                if let account = await holder(of: username) { there.append(account) }
            }
            await keepPresence(of: there)
            try? await Task.sleep(for: Self.presencePause)
        }
    }

    private func keepPresence(of accounts: [SIPAccount]) async {
        for (partner, accounts) in Dictionary(grouping: accounts, by: \.partner) {
            var rest = accounts.map(\.user)[...]
            while !rest.isEmpty {
                do {
                    let some = Array(rest.prefix(KeepSIPPresence.mostUsers))
                    try await octopus.keepPresence(of: some, at: partner)
                } catch {
                    logger.warning("presence is not kept", metadata: ["cause": "\(error)"])
                }
                rest = rest.dropFirst(KeepSIPPresence.mostUsers)
            }
        }
    }

    // MARK: Messages

    private func waitForNews() async {
        var place: Bytes?
        while !Task.isCancelled {
            do {
                let news = try await octopus.news(after: place)
                // What came before the first place was known has to be looked for.
                let isFirst = place == nil
                place = news.next
                for (username, person) in registered {
                    guard let account = person.account else { continue }
                    if isFirst || news.operators.contains(account.user)
                        || news.partners.contains(account.partner)
                    {
                        deliver(to: username)
                    }
                }
            } catch {
                place = nil
                logger.warning("news can't be read", metadata: ["cause": "\(error)"])
                try? await Task.sleep(for: Self.newsPause)
            }
        }
    }

    /// Goes on without waiting for the client.
    private func deliver(to username: String) {
        Task {
            await mailbox.deliver(to: username) { await self.holder(of: username) }
        }
    }
}
