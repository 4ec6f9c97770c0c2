import OctopusClient
import Logging

/// Sends operators' clients what has not come to them, one message after the other.
///
/// A message that a client has taken is marked at the helpdesk; one that was sent and not marked, since
/// somebody ended in between, is sent again.
actor Mailbox {
    /// What became of a message.
    private enum Delivery {
        case delivered
        /// The client will not take it, now or later.
        case refused(Int)
        /// No contact answers now.
        case unreachable
        /// There is no contact any more; who registers anew is sent it at once.
        case nobody
    }

    private struct Sending {
        var left: Int?
        var isHopeless = true
        var isGone = true
        let answer: CheckedContinuation<Delivery, Never>
    }

    private static let pause: Duration = .seconds(5)
    private static let patience: Duration = .seconds(15)
    /// RFC 5626: the contact's connection is closed.
    private static let flowFailed = 430

    private let octopus: Octopus
    private let domain: String
    private let logger: Logger
    private let tell: @Sendable (Order) -> Void
    private var delivering: Set<String> = []
    private var withNews: Set<String> = []
    private var sendings: [String: Sending] = [:]
    private var count = 0

    init(
        _ octopus: Octopus,
        domain: String,
        logger: Logger,
        tell: @escaping @Sendable (Order) -> Void
    ) {
        self.octopus = octopus
        self.domain = domain
        self.logger = logger
        self.tell = tell
    }

    /// Sends all that there is; one at a time for an account.
    ///
    /// - Parameters:
    ///   - username: The account.
    ///   - holder: Asked before each page; nil once nothing is to be sent there any more.
    func deliver(to username: String, _ holder: @Sendable () async -> SIPAccount?) async {
        withNews.insert(username)
        guard delivering.insert(username).inserted else { return }
        defer { delivering.remove(username) }
        while withNews.remove(username) != nil, let account = await holder() {
            do {
                if try await sendPage(to: account) { withNews.insert(username) }
            } catch {
                logger.warning("messages can't be read", metadata: ["cause": "\(error)"])
                withNews.insert(username)
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// - Returns: Whether there may be more to send.
    private func sendPage(to account: SIPAccount) async throws(CallFailure) -> Bool {
        let messages = try await octopus.messages(for: account)
        for message in messages {
            switch await send(message, to: account) {
            case .delivered: break
            case .refused(let status):
                logger.info("a client takes a message not", metadata: ["status": "\(status)"])
            case .nobody: return false
            case .unreachable:
                try? await Task.sleep(for: Self.pause)
                return true
            }
            try await octopus.mark(message, for: account)
        }
        return !messages.isEmpty
    }

    private func send(_ message: SIPMessage, to account: SIPAccount) async -> Delivery {
        count += 1
        let number = "m\(count)"
        let address = ConversationAddress(message.conversationId)
        return await withCheckedContinuation { continuation in
            sendings[number] = Sending(answer: continuation)
            Task {
                try? await Task.sleep(for: Self.patience)
                end(number, .unreachable)
            }
            tell(
                .send(
                    number: number,
                    username: account.username,
                    from: address.header(name: SIPText.name(of: message), domain: domain),
                    text: SIPText.text(of: message)
                )
            )
        }
    }

    /// Takes what Kamailio tells of a message.
    func note(_ notice: Notice) {
        switch notice {
        case .sending(let number, 0): end(number, .nobody)
        case .sending(let number, let contacts): sendings[number]?.left = contacts
        case .sent(let number, 200...299): end(number, .delivered)
        case .sent(let number, let status):
            guard var sending = sendings[number] else { return }
            sending.left = sending.left.map { $0 - 1 }
            sending.isHopeless = sending.isHopeless && Self.isFinal(status)
            sending.isGone = sending.isGone && status == Self.flowFailed
            sendings[number] = sending
            guard sending.left == 0 else { return }
            end(
                number,
                sending.isGone ? .nobody : sending.isHopeless ? .refused(status) : .unreachable
            )
        default: break
        }
    }

    private func end(_ number: String, _ delivery: Delivery) {
        sendings.removeValue(forKey: number)?.answer.resume(returning: delivery)
    }

    /// Whether a client would say the same of the same message later.
    private static func isFinal(_ status: Int) -> Bool {
        (400..<500).contains(status)
            && ![401, 407, 408, flowFailed, 477, 480, 486, 491].contains(status)
    }
}
