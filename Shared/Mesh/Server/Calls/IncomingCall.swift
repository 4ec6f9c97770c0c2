package import OctopusContract
package import OctopusFairTurns
package import struct FoundationEssentials.UUID

/// A request that a session has let in.
///
/// An object, because it is handed from the session to its turn to its handler, and a copy of all that
/// it refers to would cost more each time than making it.
package final class IncomingCall: Sendable {
    /// The program that calls, asked of the directory for this very frame.
    package let principal: Principal
    /// The key that it proved to have; nil for a call from within the process.
    package let key: CurvePublicKey?
    package let sessionID: UInt64
    package let callID: UInt64
    package let method: String
    package let kind: MethodKind
    package let routingKey: UUID?
    package let idempotencyKey: UUID?
    /// From 1.
    package let attempt: Int
    /// The access token's text, also if the request named only its number.
    package let token: String?
    /// A W3C traceparent, unchecked.
    package let trace: String?
    package let seen: [LogPosition]
    /// Where the program says that its person is, unchecked.
    package let clientAddress: String?
    package let body: [UInt8]
    package let state: CallState
    /// The peer's address, for logs.
    package let peer: String?
    package let lane: Lane
    /// For whom the program calls, as far as turns are concerned; nil for its own calls.
    let person: UUID?

    package init(
        principal: Principal,
        key: CurvePublicKey? = nil,
        sessionID: UInt64 = 0,
        callID: UInt64 = 0,
        method: String,
        kind: MethodKind,
        routingKey: UUID? = nil,
        idempotencyKey: UUID? = nil,
        attempt: Int = 1,
        token: String? = nil,
        trace: String? = nil,
        seen: [LogPosition] = [],
        clientAddress: String? = nil,
        body: [UInt8],
        state: CallState,
        peer: String? = nil,
        lane: Lane = .open,
        person: UUID? = nil
    ) {
        self.principal = principal
        self.key = key
        self.sessionID = sessionID
        self.callID = callID
        self.method = method
        self.kind = kind
        self.routingKey = routingKey
        self.idempotencyKey = idempotencyKey
        self.attempt = attempt
        self.token = token
        self.trace = trace
        self.seen = seen
        self.clientAddress = clientAddress
        self.body = body
        self.state = state
        self.peer = peer
        self.lane = lane
        self.person = person
    }

    /// Whose turn and whose room it takes.
    package var share: Share {
        Share(
            tenant: principal.tenant,
            program: principal.publicKey ?? principal.name,
            person: person
        )
    }

    /// On the session clock, as it was when the call came.
    package var expiresAtMilliseconds: Int64 { state.expiresAtMilliseconds }

    /// Finds the call in the logs of both sides.
    package var debugID: String { Self.debugID(sessionID: sessionID, callID: callID) }

    package static func debugID(sessionID: UInt64, callID: UInt64) -> String {
        String(sessionID, radix: 16) + "-" + String(callID)
    }
}
