import OctopusCBOR
package import OctopusContract
package import OctopusMesh
import OctopusStore
import Synchronization
package import struct FoundationEssentials.UUID

extension ServiceInstance {
    /// Calls a method through everything that a call from the wire goes through.
    ///
    /// `principal`: the program that calls.
    /// `token`: the access token of the person on whose behalf.
    /// `routingKey`: the tenant or partner, as the method's routing wants.
    /// `key`: the idempotency key; a command without one gets a new one.
    /// `attempt`: which one this is under the key, from 1.
    /// `seen`: what the caller has seen of other logs.
    /// Answers the method's reply.
    /// Throws `CallRefused` with what the wire would have carried.
    @discardableResult
    package func perform<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        as principal: Principal,
        token: String? = nil,
        routingKey: UUID? = nil,
        key: UUID? = nil,
        attempt: Int = 1,
        seen: [LogPosition] = [],
        clientAddress: String? = nil
    ) async throws -> M.Reply {
        let performed = await perform(
            method: M.declaration.name,
            body: try CBOREncoder().encode(request),
            as: principal,
            token: token,
            routingKey: routingKey,
            key: key ?? ids.uuid(at: clock.now),
            attempt: attempt,
            seen: seen,
            clientAddress: clientAddress
        )
        guard performed.status == .ok else { throw CallRefused(performed) }
        return try CBORDecoder().decode(M.Reply.self, from: performed.body)
    }

    /// The same with bytes in and out, and without a key of its own making.
    package func perform(
        method: String,
        body: [UInt8],
        as principal: Principal,
        token: String? = nil,
        routingKey: UUID? = nil,
        key: UUID? = nil,
        attempt: Int = 1,
        seen: [LogPosition] = [],
        clientAddress: String? = nil
    ) async -> CallAnswer {
        await pipeline.handle(
            IncomingCall(
                principal: principal,
                callID: localCalls.wrappingAdd(1, ordering: .relaxed).newValue,
                method: method,
                kind: pipeline.kind(of: method) ?? .read,
                routingKey: routingKey,
                idempotencyKey: key,
                attempt: attempt,
                token: token,
                seen: seen,
                clientAddress: clientAddress,
                body: body,
                state: .local
            )
        )
    }

    /// Who would be let in with a call, without running it: how the access sweep tells a method's
    /// own `notFound` from one that hides it.
    ///
    /// - Throws: `Refusal`.
    package func admission(
        method: String,
        as principal: Principal,
        token: String?,
        routingKey: UUID?
    ) async throws -> Caller {
        try await pipeline.admission(
            IncomingCall(
                principal: principal,
                method: method,
                kind: pipeline.kind(of: method) ?? .read,
                routingKey: routingKey,
                token: token,
                body: [],
                state: .local
            )
        )
    }

    /// What answers the calls that a mesh server lets in.
    package var callHandler: any CallHandler { pipeline }
}

/// A call that was refused, with what the wire carried.
package struct CallRefused: Error, Sendable, CustomStringConvertible {
    package let status: Status
    package let effect: Effect
    package let reason: String
    package let message: String
    package let violations: [Violation]
    package let retryAfterMilliseconds: Int64?

    init(_ answer: CallAnswer) {
        let reply = try? CBORDecoder().decode(ErrorReply.self, from: answer.body)
        status = answer.status
        effect = answer.effect
        reason = reply?.reason ?? ""
        message = reply?.message ?? ""
        violations = reply?.violations ?? []
        retryAfterMilliseconds = answer.retryAfterMilliseconds
    }

    package var description: String { "\(status.name)/\(reason): \(message)" }
}

extension CallState {
    /// Of a call from within the process, which waits for its answer as long as it takes.
    fileprivate static var local: CallState { CallState(expiresAtMilliseconds: .max) }
}
