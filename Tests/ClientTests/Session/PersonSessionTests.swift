import FoundationEssentials
import OctopusClient
import OctopusClientTesting
import OctopusContract
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusMesh
import Synchronization
import Testing

/// A session that keeps itself, before a mesh in this process.
struct PersonSessionTests {
    private let mesh = FakeMesh()
    private let tenant = TenantID(IdempotencyKey.make())
    private let partner = PartnerID(IdempotencyKey.make())
    private let till = PersonLogIn.user(email: "till@acme.example", password: "open sesame")

    private func session(
        _ logIn: PersonLogIn? = nil,
        life: Duration = .seconds(300)
    ) async throws -> PersonSession {
        mesh.acceptLogIns(partner: partner, life: life)
        mesh.on(Peek.self) { _ in Empty() }
        return try await mesh.client.session(logIn: logIn ?? till, tenant: tenant)
    }

    private func list(_ session: PersonSession) async throws(CallFailure) {
        _ = try await session.call(Peek.self, Empty())
    }

    private var tokens: [String?] { mesh.calls(of: Peek.self).map(\.options.token) }

    // MARK: Beginning

    @Test func `logs in, and calls with the token, the tenant and the user's partner`() async throws
    {
        let session = try await session()
        try await list(session)
        let logIn = try #require(mesh.calls(of: LogIn.self).first)
        #expect(logIn.request.email == "till@acme.example")
        #expect(logIn.options.routingKey == tenant.uuid)
        let call = try #require(mesh.calls(of: Peek.self).first)
        #expect(call.options.token?.hasPrefix("fake.") == true)
        #expect(call.options.routingKey == partner.uuid)
        #expect(session.partnerID == partner)
        #expect(session.userID != nil && session.endUserID == nil)
    }

    @Test func `a wrong password is said at once, and nothing is begun`() async throws {
        mesh.on(LogIn.self) { _ in throw Refusal(.badCredentials) }
        await #expect(throws: CallFailure.self) {
            do {
                _ = try await mesh.client.session(logIn: till, tenant: tenant)
            } catch Reason.badCredentials {
                throw CallFailure(.badCredentials, effect: .none)
            }
        }
        #expect(mesh.calls(of: LogIn.self).count == 1)
    }

    // MARK: Renewal

    @Test func `a token that ends is replaced before it does`() async throws {
        // A life of no length: every call finds it at its end.
        let session = try await session(life: .seconds(1))
        mesh.delay(RefreshToken.self, by: .milliseconds(20))
        try await list(session)
        while mesh.calls(of: RefreshToken.self).isEmpty { try await list(session) }
        #expect(mesh.calls(of: LogIn.self).count == 1)
        #expect(tokens.allSatisfy { $0 != nil })
    }

    @Test(arguments: [Reason.tokenExpired, .tokenRevoked, .unauthenticated])
    func `a refused token is replaced, and the call keeps its key`(reason: Reason) async throws {
        let session = try await session()
        mesh.on(AwardPoints.self) { _ in throw Refusal(.balanceTooLarge) }
        mesh.refuseNext(AwardPoints.self, Refusal(reason))
        let request = AwardPoints.Request(
            endUserId: EndUserID(IdempotencyKey.make()),
            pointTypeId: PointTypeID(IdempotencyKey.make()),
            amount: 5
        )
        await #expect(throws: CallFailure.self) {
            try await session.call(AwardPoints.self, request)
        }
        let calls = mesh.calls(of: AwardPoints.self)
        #expect(calls.count == 2)
        #expect(Set(calls.map(\.options.token)).count == 2)
        #expect(Set(calls.map(\.options.idempotencyKey)).count == 1)
        #expect(mesh.calls(of: RefreshToken.self).map(\.request.refreshToken) == ["refresh-1"])
    }

    @Test func `a hundred tasks refresh once, and go on with one answer`() async throws {
        let session = try await session()
        let good = Mutex<String?>(nil)
        mesh.on(Peek.self) { call in
            // All tokens but the one that came by refreshing are too old by the service's clock.
            guard let good = good.withLock({ $0 }), call.options.token == good else {
                throw Refusal(.tokenExpired)
            }
            return Empty()
        }
        mesh.on(RefreshToken.self) { _ in
            good.withLock { $0 = "second" }
            return .init(
                accessToken: "second",
                // Two minutes ago, by a clock that is not this machine's.
                accessExpiresAt: Instant(milliseconds: 0),
                refreshToken: "next",
                sessionId: SessionID(IdempotencyKey.make())
            )
        }
        mesh.delay(RefreshToken.self, by: .milliseconds(50))
        try await withThrowingTaskGroup { group in
            for _ in 0..<100 { group.addTask { try await list(session) } }
            try await group.waitForAll()
        }
        #expect(mesh.calls(of: RefreshToken.self).count == 1)
        #expect(mesh.calls(of: LogIn.self).count == 1)
        #expect(session.saved?.refreshToken == "next")
    }

    @Test func `who gives up while tokens are fetched leaves the others their answer`() async throws
    {
        let session = try await session()
        let (arrived, arrive) = AsyncStream<Void>.makeStream()
        let (opened, open) = AsyncStream<Void>.makeStream()
        mesh.on(RefreshToken.self) { _ in
            arrive.finish()
            for await _ in opened {}
            return .init(
                accessToken: "second",
                accessExpiresAt: Instant(milliseconds: 0),
                refreshToken: "next",
                sessionId: SessionID(IdempotencyKey.make())
            )
        }
        mesh.refuseNext(Peek.self, Refusal(.tokenExpired))
        let first = Task { try await list(session) }
        for await _ in arrived {}
        mesh.refuseNext(Peek.self, Refusal(.tokenExpired))
        let second = Task { try await list(session) }
        await mesh.untilCalled(Peek.self, times: 2)
        let late = await failure {
            mesh.refuseNext(Peek.self, Refusal(.tokenExpired))
            _ = try await session.call(
                Peek.self,
                Empty(),
                CallOptions(timeout: .milliseconds(50))
            )
        }
        #expect(late?.reason == .deadline)
        #expect(late?.effect == .notStarted)
        first.cancel()
        let cancelled = await failure { try await first.value }
        #expect(cancelled?.reason == .cancelled)
        open.finish()
        try await second.value
        #expect(tokens.last == "second")
        #expect(mesh.calls(of: RefreshToken.self).count == 1)
    }

    @Test func `identity's death is waited for until the call's deadline`() async throws {
        let session = try await session()
        mesh.refuseNext(Peek.self, Refusal(.tokenExpired))
        mesh.on(RefreshToken.self) { _ in
            throw CallFailure(.deadline, "identity did not answer in time", effect: .unknown)
        }
        // The second question finds it alive again.
        mesh.refuseNext(RefreshToken.self, Refusal(.deadline))
        let waiting = Task { try await list(session) }
        await mesh.untilCalled(RefreshToken.self, times: 2)
        mesh.acceptLogIns(partner: partner)
        try await waiting.value
        #expect(mesh.calls(of: LogIn.self).count == 1)
    }

    @Test func `identity's wish to wait is kept, and asked only once`() async throws {
        let session = try await session()
        mesh.on(Peek.self) { _ in throw Refusal(.tokenExpired) }
        mesh.on(RefreshToken.self) { _ in
            throw Refusal(.overloaded, retryAfterMilliseconds: 60_000)
        }
        for _ in 0..<5 {
            let failure = await failure { try await list(session) }
            #expect(failure?.reason == .overloaded)
        }
        #expect(mesh.calls(of: RefreshToken.self).count == 1)
    }

    // MARK: The end

    @Test func `a session that has ended begins again with the password`() async throws {
        let session = try await session()
        mesh.refuseNext(Peek.self, Refusal(.tokenRevoked))
        mesh.refuseNext(RefreshToken.self, Refusal(.refreshTokenInvalid))
        try await list(session)
        #expect(mesh.calls(of: LogIn.self).count == 2)
    }

    @Test func `a password that is wrong meanwhile ends it, and is not tried again`() async throws {
        let session = try await session()
        mesh.on(Peek.self) { _ in throw Refusal(.tokenRevoked) }
        mesh.on(RefreshToken.self) { _ in throw Refusal(.refreshTokenInvalid) }
        mesh.on(LogIn.self) { _ in throw Refusal(.badCredentials) }
        for _ in 0..<3 {
            let failure = await failure { try await list(session) }
            #expect(failure?.reason == .badCredentials)
        }
        #expect(mesh.calls(of: LogIn.self).count == 2)
        #expect(mesh.calls(of: Peek.self).count == 1)
    }

    @Test(arguments: [true, false])
    func `a code is good once, so its session stays ended`(isSaved: Bool) async throws {
        let saved = SavedSession(tenant: tenant, refreshToken: "kept")
        let session = try await session(
            isSaved ? .saved(saved) : .endUser(contact: "+4312345678", loginCode: "12345678")
        )
        mesh.on(Peek.self) { _ in throw Refusal(.tokenExpired) }
        mesh.on(RefreshToken.self) { _ in throw Refusal(.refreshTokenInvalid) }
        for _ in 0..<3 {
            let failure = await failure { try await list(session) }
            #expect(failure?.reason == .sessionEnded)
            #expect(failure?.effect == .notStarted)
        }
        #expect(mesh.calls(of: Peek.self).count == 1)
        #expect(mesh.calls(of: LogInEndUser.self).count == (isSaved ? 0 : 1))
        #expect(session.saved == nil)
    }

    @Test func `logging out ends it here and there, once`() async throws {
        let session = try await session()
        try await session.logOut()
        try await session.logOut()
        #expect(mesh.calls(of: LogOut.self).map(\.options.token) == [mesh.tokenOfLogIn])
        let failure = await failure { try await list(session) }
        #expect(failure?.reason == .sessionEnded)
        #expect(session.saved == nil)
    }

    @Test func `a log-out that nobody answered ends it here, and can be repeated`() async throws {
        let session = try await session()
        mesh.refuseNext(LogOut.self, Refusal(.draining))
        let first = await failure { try await session.logOut() }
        #expect(first?.reason == .draining)
        #expect(await failure { try await list(session) }?.reason == .sessionEnded)
        try await session.logOut()
        #expect(mesh.calls(of: LogOut.self).count == 2)
    }

    @Test func `a session that had ended is logged out without another log-in`() async throws {
        let session = try await session()
        mesh.on(LogOut.self) { _ in throw Refusal(.tokenRevoked) }
        mesh.on(RefreshToken.self) { _ in throw Refusal(.refreshTokenInvalid) }
        try await session.logOut()
        #expect(mesh.calls(of: LogIn.self).count == 1)
    }

    @Test func `withSession logs out also when its body fails or is cancelled`() async throws {
        mesh.acceptLogIns()
        struct Oops: Error {}
        await #expect(throws: Oops.self) {
            try await mesh.client.withSession(logIn: till, tenant: tenant) { _ in throw Oops() }
        }
        #expect(mesh.calls(of: LogOut.self).count == 1)
        let task = Task {
            try await mesh.client.withSession(logIn: till, tenant: tenant) { _ in
                withUnsafeCurrentTask { $0?.cancel() }
                return 7
            }
        }
        #expect(try await task.value == 7)
        #expect(mesh.calls(of: LogOut.self).count == 2)
    }

    // MARK: What is kept

    @Test func `a saved session goes on, with what the person has seen`() async throws {
        mesh.acceptLogIns(partner: partner)
        let kept = Mutex<[SavedSession]>([])
        let session = try await mesh.client.session(logIn: till, tenant: tenant) { saved in
            kept.withLock { $0.append(saved) }
        }
        let position = LogPosition(
            service: "loyalty",
            shard: 0,
            epoch: IdempotencyKey.make(),
            seq: 9
        )
        session.seen.note(position)
        mesh.on(Peek.self) { _ in Empty() }
        mesh.refuseNext(Peek.self, Refusal(.tokenExpired))
        try await list(session)
        let saved = try #require(kept.withLock { $0.last })
        #expect(saved == session.saved)
        #expect(saved.seen.contains(position))
        let text = try JSONEncoder().encode(saved)
        let read = try JSONDecoder().decode(SavedSession.self, from: text)
        let next = try await mesh.client.session(logIn: .saved(read), tenant: tenant)
        try await list(next)
        let call = try #require(mesh.calls(of: Peek.self).last)
        #expect(call.options.seen?.positions.contains(position) == true)
        #expect(mesh.calls(of: LogIn.self).count == 1)
    }

    @Test func `two persons keep apart what each has seen`() async throws {
        let (first, second) = (try await session(), try await session())
        first.seen.note(
            LogPosition(service: "loyalty", shard: 0, epoch: IdempotencyKey.make(), seq: 1)
        )
        try await list(second)
        let call = try #require(mesh.calls(of: Peek.self).last)
        #expect(call.options.seen?.positions.contains { $0.service == "loyalty" } == false)
    }

    private func failure(_ body: () async throws -> Void) async -> CallFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? CallFailure
        }
    }
}

/// A read that wants a partner as routing key.
private enum Peek: Method {
    static let declaration = MethodDeclaration(
        "loyalty.v1/Peek",
        .read,
        "Looks.",
        access: .anyOf(.anybody),
        routing: .partner
    )
    typealias Request = Empty
    typealias Reply = Empty
}

extension FakeMesh {
    fileprivate var tokenOfLogIn: String? { calls(of: LogOut.self).first?.options.token ?? nil }
}
