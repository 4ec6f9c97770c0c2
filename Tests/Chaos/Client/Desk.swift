import OctopusCBOR
import OctopusClient
import FoundationEssentials
import OctopusMIME
import OctopusMesh

/// A command under its key, which may be asked many times.
struct Ask: Sendable {
    let key: UUID
    let method: String
    let routing: Routing
    let body: [UInt8]
    let person: Person
}

/// For whom a worker calls.
enum Person: Hashable, Sendable {
    /// The program alone.
    case nobody
    /// The shop's owner.
    case owner
    /// The tenant's owner.
    case tenant
    /// The worker's own end user, by their e-mail.
    case member(String)
}

/// What became of an ask.
enum Outcome {
    case done([UInt8])
    /// Decided for good.
    case refused
    /// To be asked again.
    case open
}

/// From where one worker asks: under keys, with everything written down.
struct Desk: Sendable {
    let client: MeshClient
    let journal: Journal
    let world: World
    let shop: World.Shop
    let seen: Sightings
    private var tokens: [Person: Token] = [:]
    private static let patience: Duration = .seconds(4)

    private struct Token {
        let text: String
        let isStaleFrom: ContinuousClock.Instant
    }

    init(client: MeshClient, journal: Journal, world: World, shop: World.Shop, seen: Sightings) {
        self.client = client
        self.journal = journal
        self.world = world
        self.shop = shop
        self.seen = seen
    }

    /// Asks once more; the library may do so several times.
    mutating func send(_ ask: Ask) async -> Outcome {
        guard var options = await options(for: ask.routing, ask.person) else { return .open }
        options.idempotencyKey = ask.key
        let number = journal.ask(ask, route: options.routingKey ?? world.tenant.uuid)
        do {
            let reply = try await client.call(
                ask.method,
                kind: .command,
                body: ask.body,
                options
            )
            journal.answer(number, reply.body)
            return .done(reply.body)
        } catch {
            // What the library itself found is no answer of the service's.
            guard error.debugID != nil else { return .open }
            journal.refusal(number, error)
            if error.status == .unauthenticated { tokens[ask.person] = nil }
            return isDecided(error.status) ? .refused : .open
        }
    }

    /// Reads; nil if there was no reply.
    mutating func read<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        for person: Person
    ) async -> M.Reply? {
        guard let options = await options(for: M.declaration.routing, person),
            let reply = try? await client.call(method, request, options)
        else { return nil }
        journal.read(
            M.declaration.name,
            isBalanced: (reply as? CheckLedger.Reply)?.isBalanced,
            isInOrder: (reply as? ReadMessages.Reply)?.isInOrder
        )
        return reply
    }

    private func isDecided(_ status: Status) -> Bool {
        switch status {
        case .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .aborted,
            .outOfRange:
            true
        default: false
        }
    }

    // MARK: - Persons

    private mutating func options(for routing: Routing, _ person: Person) async -> CallOptions? {
        var options = CallOptions(timeout: Self.patience, seen: seen)
        options.routingKey = routing == .partner ? shop.partner.uuid : world.tenant.uuid
        if person == .nobody { return options }
        guard let token = await token(of: person) else { return nil }
        options.token = token
        return options
    }

    /// A token that lives for a while yet; these methods carry secrets and are not written down.
    private mutating func token(of person: Person) async -> String? {
        let now = ContinuousClock.now
        if let token = tokens[person], now < token.isStaleFrom { return token.text }
        let text: String?
        switch person {
        case .nobody: return nil
        case .owner: text = await logIn(shop.email, shop.password)
        case .tenant: text = await logIn(world.owner.email, world.owner.password)
        case .member(let email): text = await logIn(email)
        }
        guard let text else { return nil }
        tokens[person] = Token(text: text, isStaleFrom: now + .seconds(200))
        return text
    }

    private func logIn(_ email: String, _ password: String) async -> String? {
        try? await client.call(
            LogIn.self,
            .init(email: email, password: password),
            unsigned
        ).accessToken
    }

    private func logIn(_ email: String) async -> String? {
        let before = mailedCodes(to: email)
        let asked = try? await client.call(
            RequestLoginCode.self,
            .init(contact: email),
            unsigned
        )
        guard asked != nil else { return nil }
        let end = ContinuousClock.now + Self.patience
        var codes = before
        while codes.count == before.count, ContinuousClock.now < end {
            try? await ContinuousClock().sleep(for: .milliseconds(50))
            codes = mailedCodes(to: email)
        }
        guard codes.count > before.count, let code = codes.last else { return nil }
        return try? await client.call(
            LogInEndUser.self,
            .init(contact: email, loginCode: code),
            unsigned
        ).accessToken
    }

    /// The codes in the spool folder, the oldest first.
    private func mailedCodes(to email: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: world.mail)) ?? []
        return names.filter { $0.hasSuffix(".eml") }.sorted().compactMap { name in
            guard let bytes = FileManager.default.contents(atPath: "\(world.mail)/\(name)") else {
                return nil
            }
            let mail = ReadMessage(Array(bytes))
            guard mail.to.contains(email) else { return nil }
            return mail.text.split(separator: "\n").first { $0.hasPrefix("    ") }
                .map { $0.filter(\.isNumber) }
        }
    }

    private var unsigned: CallOptions {
        CallOptions(routingKey: world.tenant.uuid, timeout: Self.patience, seen: seen)
    }
}

extension ReadMessages.Reply {
    /// Whether the places of a conversation's first messages have no gap.
    fileprivate var isInOrder: Bool {
        messages.enumerated().allSatisfy { $0.element.seq == Int64($0.offset) + 1 }
    }
}
