import FoundationEssentials
import OctopusClient
import OctopusClientTesting
import OctopusContract
import OctopusLoyaltyContract
import OctopusMesh
import Synchronization
import Testing

/// Events as a loop reads them, from a mesh in this process.
struct EventFeedTests {
    private let mesh = FakeMesh()

    private func tell(_ amount: Int64, subject: UUID = IdempotencyKey.make()) throws {
        try mesh.tell(
            PointsAwarded(
                awardId: AwardID(IdempotencyKey.make()),
                endUserId: EndUserID(IdempotencyKey.make()),
                pointTypeId: PointTypeID(IdempotencyKey.make()),
                amount: amount,
                balance: amount
            ),
            subject: subject
        )
    }

    private func tellOther() throws {
        try mesh.tell(Other())
    }

    /// Reads so many events.
    private func read(
        _ count: Int,
        after place: EventPlace? = nil
    ) async throws -> [ReceivedEvent<PointsAwarded>] {
        var events: [ReceivedEvent<PointsAwarded>] = []
        for try await event in mesh.client.events(PointsAwarded.self, after: place) {
            events.append(event)
            if events.count == count { break }
        }
        return events
    }

    @Test func `what happened comes first, then what happens`() async throws {
        try tell(1)
        try tellOther()
        try tell(2)
        let reading = Task { try await read(3) }
        await mesh.untilCalled(ReadEvents.self, times: 2)
        try tell(3)
        #expect(try await reading.value.map(\.amount) == [1, 2, 3])
        #expect(mesh.calls(of: ReadEvents.self).allSatisfy { $0.options.service == "loyalty" })
    }

    @Test(arguments: [1, 2, 499, 500, 501, 999, 1000, 1001])
    func `every place is where the next reading goes on, also within a page`(
        count: Int
    ) async throws {
        for amount in 1...1010 {
            try tell(Int64(amount))
            if amount % 3 == 0 { try tellOther() }
        }
        let place = try #require(try await read(count).last?.place)
        let text = try JSONEncoder().encode(place)
        let kept = try JSONDecoder().decode(EventPlace.self, from: text)
        #expect(kept == place)
        let next = try await read(5, after: kept)
        #expect(next.map(\.amount) == (1...5).map { Int64(count + $0) })
    }

    @Test func `the place is kept when the loop comes back, and when nothing of the kind happens`()
        async throws
    {
        try tell(1)
        try tell(2)
        let (places, keep) = AsyncStream<EventPlace>.makeStream()
        let amounts = Mutex<[Int64]>([])
        let reading = Task {
            let feed = mesh.client.events(PointsAwarded.self) { keep.yield($0) }
            for try await event in feed { amounts.withLock { $0.append(event.amount) } }
        }
        var kept = places.makeAsyncIterator()
        let first = try #require(await kept.next())
        #expect(try await read(1, after: first).map(\.amount) == [2])
        let second = try #require(await kept.next())
        reading.cancel()
        try await reading.value
        #expect(amounts.withLock { $0 } == [1, 2])
        try tellOther()
        // Nothing to give out, and yet the place moves on.
        let idle = Task {
            for try await _ in mesh.client.events(
                PointsAwarded.self,
                after: second,
                keeping: { keep.yield($0) }
            ) {}
        }
        await mesh.untilCalled(ReadEvents.self, times: 4)
        try tell(3)
        let third = try #require(await kept.next())
        #expect(third != second)
        idle.cancel()
        try await idle.value
    }

    @Test func `a log that is another one is thrown, and a reading from the start goes on`()
        async throws
    {
        try tell(1)
        let place = try #require(try await read(1).last?.place)
        mesh.replaceLog(of: "loyalty")
        try tell(7)
        do {
            _ = try await read(1, after: place)
            Issue.record("went on in another log")
        } catch Reason.logChanged {
            #expect(try await read(1).map(\.amount) == [7])
        }
    }

    @Test func `a log that changes under a waiting reader is thrown too`() async throws {
        try tell(1)
        let reading = Task { try await read(2) }
        await mesh.untilCalled(ReadEvents.self, times: 2)
        mesh.replaceLog(of: "loyalty")
        let failure = await #expect(throws: CallFailure.self) { try await reading.value }
        #expect(failure?.reason == .logChanged)
    }

    @Test func `a place that was trimmed is thrown, and one at the end of what was is good`()
        async throws
    {
        for amount in 1...3 { try tell(Int64(amount)) }
        let places = try await read(3).map(\.place)
        mesh.trimLog(of: "loyalty")
        try tell(4)
        #expect(try await read(1, after: places[2]).map(\.amount) == [4])
        // The first two are places within the log's first page.
        for place in places[..<2] {
            let failure = await #expect(throws: CallFailure.self) {
                try await read(1, after: place)
            }
            #expect(failure?.reason == .logChanged)
        }
        #expect(try await read(1).map(\.amount) == [4])
    }

    @Test func `a place that the service did not make is one of another log`() async throws {
        try tell(1)
        let place = try #require(try await read(1).last?.place)
        let cursor = Violation(path: "after", rule: "cursor", message: "It is none.")
        mesh.refuseNext(ReadEvents.self, .invalid(cursor))
        let failure = await #expect(throws: CallFailure.self) { try await read(1, after: place) }
        #expect(failure?.reason == .logChanged)
        // Any other broken rule is the program's fault.
        mesh.refuseNext(ReadEvents.self, .invalid(Violation("subject", .form)))
        let other = await #expect(throws: CallFailure.self) { try await read(1, after: place) }
        #expect(other?.reason == .invalid)
    }

    @Test(arguments: [Reason.connectionLost, .draining, .behind, .overloaded, .deadline, .unproven])
    func `what time heals is waited out`(reason: Reason) async throws {
        mesh.refuseNext(ReadEvents.self, Refusal(reason))
        mesh.refuseNext(ReadEvents.self, Refusal(reason, retryAfterMilliseconds: 1))
        try tell(4)
        #expect(try await read(1).map(\.amount) == [4])
        #expect(mesh.calls(of: ReadEvents.self).count == 3)
    }

    @Test(arguments: [
        Reason.denied, .tokenExpired, .invalid, .keyUnregistered, .serviceKeyMismatch,
        .wrongAddress, .unknownService, .clientClosed,
    ])
    func `what a person has to act on is thrown`(reason: Reason) async throws {
        mesh.refuseNext(ReadEvents.self, Refusal(reason))
        let failure = await #expect(throws: CallFailure.self) { try await read(1) }
        #expect(failure?.reason == reason)
        #expect(mesh.calls(of: ReadEvents.self).count == 1)
    }

    @Test func `the loop ends when its task is cancelled`() async throws {
        let reading = Task { try await read(1).count }
        await mesh.untilCalled(ReadEvents.self)
        reading.cancel()
        #expect(try await reading.value == 0)
    }

    @Test func `closing the client ends a waiting reader`() async throws {
        let reading = Task { try await read(1) }
        await mesh.untilCalled(ReadEvents.self)
        await mesh.client.close()
        let failure = await #expect(throws: CallFailure.self) { try await reading.value }
        #expect(failure?.reason == .clientClosed)
    }

    @Test func `only what is about a subject comes, for a person too`() async throws {
        mesh.acceptLogIns()
        let subject = IdempotencyKey.make()
        try tell(1)
        try tell(2, subject: subject)
        let session = try await mesh.client.session(
            logIn: .user(email: "a@b.example", password: "p"),
            tenant: TenantID(IdempotencyKey.make())
        )
        for try await event in session.events(PointsAwarded.self, subject: subject) {
            #expect(event.amount == 2)
            #expect(event.subject == subject)
            break
        }
        let call = try #require(mesh.calls(of: ReadEvents.self).first)
        #expect(call.options.token?.hasPrefix("fake.") == true)
    }
}

/// An event of another kind, in the same log.
private struct Other: Event {
    static let declaration = EventDeclaration("loyalty.v1/Other", .fact, "Something else.")
}
