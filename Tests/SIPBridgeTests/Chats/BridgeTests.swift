import FoundationEssentials
import Logging
import OctopusClient
import OctopusClientTesting
import Synchronization
import Testing

@testable import OctopusSIPBridge

/// The bridge between a Kamailio that the test plays and services in process.
private struct Desk {
    let mesh = FakeMesh()
    let user = UserID(IdempotencyKey.make())
    let partner = PartnerID(IdempotencyKey.make())
    let conversation = ConversationID(IdempotencyKey.make())
    let username = "op-0123456789abcdef0123"

    private let kamailio = AsyncStream.makeStream(of: Notice.self)

    init() {
        mesh.on(KeepSIPPresence.self, reply: Empty())
        mesh.on(MarkSIPMessages.self, reply: Empty())
        mesh.on(ReadSIPMessages.self, reply: .init(messages: []))
        mesh.on(ReadSIPNews.self) { _ in throw Refusal(.draining) }
        know(digest: "d1")
    }

    func know(digest: String?) {
        let (user, partner) = (user, partner)
        mesh.on(GetSIPDigests.self) { _ in
            guard let digest else { throw Refusal(.notFound) }
            return .init(
                userId: user,
                tenantId: TenantID(IdempotencyKey.make()),
                partnerId: partner,
                chatOperator: .normal,
                realm: "octopus",
                md5: digest,
                sha256: ""
            )
        }
    }

    func message(_ seq: Int64, _ text: String) -> SIPMessage {
        SIPMessage(
            conversationId: conversation,
            seq: seq,
            name: "Iva",
            channelName: "Bakery",
            text: text,
            hasFile: false
        )
    }

    /// Runs a test beside the bridge.
    func run(_ body: (_ say: (Notice) -> Void, Orders) async throws -> Void) async throws {
        let orders = Orders()
        let bridge = Bridge(
            Octopus(client: mesh.client, algorithm: .md5),
            domain: "octopus",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            tell: orders.add
        )
        async let running: Void = bridge.run(kamailio.stream)
        try await body({ kamailio.continuation.yield($0) }, orders)
        kamailio.continuation.finish()
        await running
    }

    func answer(_ text: String, to user: String? = nil) throws -> Notice {
        let words = [user ?? ConversationAddress(conversation).user, "call", text]
            .map { Data($0.utf8).base64EncodedString() }
        return try #require(
            Notice(Frame("answer", "1:2", username, words[0], words[1], "2", words[2]))
        )
    }
}

/// What the bridge tells Kamailio, in turn.
private final class Orders: Sendable {
    private struct State {
        var orders: [Order] = []
        var waiting: [CheckedContinuation<Order, Never>] = []
    }

    private let state = Mutex(State())

    func add(_ order: Order) {
        let waiting = state.withLock { state -> CheckedContinuation<Order, Never>? in
            if state.waiting.isEmpty { state.orders.append(order) }
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        }
        waiting?.resume(returning: order)
    }

    func next() async -> Order {
        await withCheckedContinuation { continuation in
            let order = state.withLock { state -> Order? in
                if state.orders.isEmpty { state.waiting.append(continuation) }
                return state.orders.isEmpty ? nil : state.orders.removeFirst()
            }
            if let order { continuation.resume(returning: order) }
        }
    }
}

struct BridgeTests {
    @Test func `an account's digest is told, and nothing of one that there is not`() async throws {
        let desk = Desk()
        try await desk.run { say, orders in
            say(.login(transaction: "1:2", username: desk.username))
            #expect(await orders.next() == .digest(transaction: "1:2", "d1"))
        }
        let other = Desk()
        other.know(digest: nil)
        try await other.run { say, orders in
            say(.login(transaction: "1:2", username: other.username))
            #expect(await orders.next() == .digest(transaction: "1:2", ""))
        }
    }

    @Test func `an answer is good once the helpdesk has it`() async throws {
        let desk = Desk()
        desk.mesh.on(AnswerBySIP.self, reply: .init(seq: 2, at: Instant(milliseconds: 1)))
        try await desk.run { say, orders in
            say(try desk.answer("Good evening 🌙"))
            #expect(await orders.next() == .reply(transaction: "1:2", .accepted))
        }
        let call = try #require(desk.mesh.calls(of: AnswerBySIP.self).first)
        #expect(call.request.text == "Good evening 🌙")
        #expect(
            (call.request.userId, call.request.conversationId) == (desk.user, desk.conversation)
        )
        #expect(call.options.routingKey == desk.partner.uuid)
    }

    @Test func `who is late is told so, and nothing is repeated`() async throws {
        let desk = Desk()
        let winner = UserID(IdempotencyKey.make())
        desk.mesh.on(AnswerBySIP.self) { _ in
            throw Refusal(
                .conversationTaken,
                violations: [Violation(path: "agentId", rule: "taken", message: "\(winner)")]
            )
        }
        desk.mesh.on(NameSIPOperator.self) { call in
            .init(name: call.request.userId == winner ? "Zoë" : nil)
        }
        try await desk.run { say, orders in
            say(try desk.answer("Me!"))
            #expect(
                await orders.next() == .reply(transaction: "1:2", SIPStatus(403, "Taken by Zoë"))
            )
            say(try desk.answer("Anybody?", to: "op-0123456789abcdef0123"))
            #expect(await orders.next() == .reply(transaction: "1:2", .noConversation))
        }
        #expect(desk.mesh.calls(of: AnswerBySIP.self).count == 1)
    }

    @Test func `who registers is there, and gets what has not come, marked when it has`()
        async throws
    {
        let desk = Desk()
        let messages = [desk.message(1, "Hello?"), desk.message(2, "Anybody?")]
        desk.mesh.on(ReadSIPMessages.self) { _ in
            let marked = desk.mesh.calls(of: MarkSIPMessages.self).last?.request.seq ?? 0
            return .init(messages: messages.filter { $0.seq > marked })
        }
        try await desk.run { say, orders in
            say(.registered(username: desk.username, digest: "d1"))
            #expect(await orders.next() == .who(username: desk.username))
            say(.here(username: desk.username))
            for text in ["Hello?", "Anybody?"] {
                guard case .send(let number, desk.username, let from, text) = await orders.next()
                else {
                    Issue.record("\(text) is not sent")
                    return
                }
                #expect(from.hasPrefix("\"Iva, Bakery\" <sip:c-"))
                say(.sending(number: number, contacts: 2))
                say(.sent(number: number, status: 477))
                say(.sent(number: number, status: 200))
            }
            await desk.mesh.untilCalled(MarkSIPMessages.self, times: 2)
        }
        #expect(desk.mesh.calls(of: MarkSIPMessages.self).map(\.request.seq) == [1, 2])
        #expect(desk.mesh.calls(of: KeepSIPPresence.self).first?.request.userIds == [desk.user])
    }

    @Test func `what no client took stays for the next one`() async throws {
        let desk = Desk()
        desk.mesh.on(ReadSIPMessages.self, reply: .init(messages: [desk.message(1, "Hello?")]))
        try await desk.run { say, orders in
            for _ in 0..<2 {
                say(.registered(username: desk.username, digest: "d1"))
                #expect(await orders.next() == .who(username: desk.username))
                say(.here(username: desk.username))
                guard case .send(let number, _, _, _) = await orders.next() else {
                    Issue.record("it is not sent")
                    return
                }
                say(.gone(username: desk.username))
                say(.sending(number: number, contacts: 0))
            }
        }
        #expect(desk.mesh.calls(of: MarkSIPMessages.self).isEmpty)
    }

    @Test func `a contact of an earlier secret is dropped and gets nothing`() async throws {
        let desk = Desk()
        desk.mesh.on(ReadSIPMessages.self, reply: .init(messages: [desk.message(1, "Hello?")]))
        try await desk.run { say, orders in
            say(.registered(username: desk.username, digest: "d0"))
            #expect(await orders.next() == .who(username: desk.username))
            say(.here(username: desk.username))
            #expect(await orders.next() == .drop(username: desk.username))
        }
        #expect(desk.mesh.calls(of: ReadSIPMessages.self).isEmpty)
    }
}
