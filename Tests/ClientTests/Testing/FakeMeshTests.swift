import OctopusClient
import OctopusClientTesting
import OctopusContract
import OctopusLoyaltyContract
import OctopusMesh
import Testing

/// The mesh that users' tests have.
struct FakeMeshTests {
    private let mesh = FakeMesh()
    private let request = AwardPoints.Request(
        endUserId: EndUserID(IdempotencyKey.make()),
        pointTypeId: PointTypeID(IdempotencyKey.make()),
        amount: 5
    )

    private func answerAwards() {
        mesh.on(AwardPoints.self) { call in
            guard let amount = call.request.amount, amount < 100 else {
                throw Refusal(.balanceTooLarge)
            }
            return .init(
                awardId: AwardID(IdempotencyKey.make()),
                balance: amount,
                expiresAt: nil
            )
        }
    }

    private func award(
        _ amount: Int64 = 5,
        _ options: CallOptions = .init()
    ) async throws(CallFailure) -> AwardPoints.Reply {
        let request = AwardPoints.Request(
            endUserId: request.endUserId,
            pointTypeId: request.pointTypeId,
            amount: amount
        )
        return try await mesh.client.call(AwardPoints.self, request, options)
    }

    @Test func `a handler answers, and the call is written down`() async throws {
        answerAwards()
        let reply = try await award(7, .init(token: "t", routingKey: request.endUserId.uuid))
        #expect(reply.balance == 7)
        let call = try #require(mesh.calls(of: AwardPoints.self).first)
        #expect(call.request.amount == 7)
        #expect(call.options.token == "t")
        #expect(call.options.idempotencyKey != nil)
        #expect(mesh.calledMethods == ["loyalty.v1/AwardPoints"])
    }

    @Test func `refusals are matched by their constants, in three ways`() async {
        answerAwards()
        do {
            _ = try await award(100)
        } catch  where error.reason == .balanceTooLarge {
            #expect(error.effect == .none)
        } catch {
            Issue.record("\(error)")
        }
        do {
            _ = try await award(100)
        } catch {
            switch error.reason {
            case .balanceTooLarge: break
            case .insufficientPoints, .tooMany: Issue.record("another reason")
            default: Issue.record("\(error)")
            }
        }
        do {
            let call: () async throws -> Void = { _ = try await award(100) }
            try await call()
        } catch Reason.insufficientPoints {
            Issue.record("another reason")
        } catch Reason.balanceTooLarge {
            #expect(mesh.calls(of: AwardPoints.self).count == 3)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `a command that comes again under its key is answered as before`() async throws {
        answerAwards()
        let options = CallOptions(idempotencyKey: IdempotencyKey.make())
        let first = try await award(5, options)
        #expect(try await award(5, options) == first)
        #expect(mesh.calls(of: AwardPoints.self).map(\.isRepeated) == [false, true])
        await #expect(throws: CallFailure(.idempotencyKeyReused, effect: .none)) {
            try await award(6, options)
        }
        // A refusal that was decided is kept, one of load is not.
        let other = CallOptions(idempotencyKey: IdempotencyKey.make())
        mesh.refuseNext(AwardPoints.self, Refusal(.overloaded))
        mesh.refuseNext(AwardPoints.self, Refusal(.endUserBlocked))
        for reason in [Reason.overloaded, .endUserBlocked, .endUserBlocked] {
            let failure = await #expect(throws: CallFailure.self) { try await award(5, other) }
            #expect(failure?.reason == reason)
        }
    }

    @Test func `a method without a handler says so`() async {
        let failure = await #expect(throws: CallFailure.self) { try await award() }
        #expect(failure?.reason == .unknownMethod)
        #expect(failure?.message.contains("loyalty.v1/AwardPoints") == true)
    }

    @Test func `what a handler throws arrives as from a service`() async {
        struct Bug: Error {}
        let cases: [(any Error, Reason, Effect)] = [
            (Refusal(.soldOut), .soldOut, .none), (Refusal(.readOnly), .readOnly, .notStarted),
            (Bug(), .internalError, .none),
            (CallFailure(.connectionLost, effect: .unknown), .connectionLost, .unknown),
        ]
        for (error, reason, effect) in cases {
            mesh.on(AwardPoints.self) { _ in throw error }
            let failure = await #expect(throws: CallFailure.self) { try await award() }
            #expect(failure?.reason == reason)
            #expect(failure?.effect == effect)
        }
    }

    @Test func `an answer that takes longer than the call's patience is too late`() async throws {
        answerAwards()
        mesh.delay(AwardPoints.self, by: .milliseconds(20))
        #expect(try await award(3).balance == 3)
        mesh.delay(AwardPoints.self, by: .seconds(3600))
        let failure = await #expect(throws: CallFailure.self) {
            try await award(3, .init(timeout: .milliseconds(20)))
        }
        #expect(failure?.reason == .deadline)
        #expect(failure?.effect == .unknown)
        let call = Task { try await award(4, .init(timeout: .seconds(3600))) }
        await mesh.untilCalled(AwardPoints.self, times: 3)
        call.cancel()
        let cancelled = await #expect(throws: CallFailure.self) { try await call.value }
        #expect(cancelled?.reason == .cancelled)
    }

    @Test func `what can't be sent can't be sent here either`() async {
        answerAwards()
        let token = String(repeating: "x", count: 10_000)
        let failure = await #expect(throws: CallFailure.self) {
            try await award(5, .init(token: token))
        }
        #expect(failure?.reason == .tooLarge)
        await mesh.client.close()
        #expect(
            await #expect(throws: CallFailure.self) { try await award() }?.reason == .clientClosed
        )
    }

    @Test func `a command's reply tells the position of the log, and it is seen`() async throws {
        answerAwards()
        let seen = Sightings()
        _ = try await award(5, .init(seen: seen))
        #expect(seen.positions.map(\.service) == ["loyalty"])
    }
}
