import OctopusContract
import OctopusFairTurns

/// One client's session: its methods say what is to be done.
///
/// An object, because every frame asks for it: a value would be copied out of the table each time,
/// with all it refers to.
final class ServerSession {
    let id: UInt64
    let peer: RoutingID
    let client: ClientIdentity
    /// What the client said of itself, for logs.
    let instance: String

    // Without the checks of exclusive access: on the socket thread only, changed by single statements.
    @exclusivity(unchecked) var liveness: Liveness
    /// Who the client is by the directory's word, and of which version that was.
    @exclusivity(unchecked) var standing: (principal: Principal, version: UInt64)?
    @exclusivity(unchecked) private var lastCallID: UInt64 = 0
    @exclusivity(unchecked) private var tokens: TokenTable
    /// Unanswered calls, queued ones included.
    @exclusivity(unchecked) private(set) var calls = OpenCalls()
    @exclusivity(unchecked) private(set) var waitingReads: [UInt64: IncomingCall] = [:]
    /// Those of its calls that wait for their turn.
    @exclusivity(unchecked) var queued: [UInt64: IncomingCall] = [:]
    /// Where the program itself stands in the bound of running calls, in each lane.
    @exclusivity(unchecked) var place: FairBound.Place?
    @exclusivity(unchecked) var meshPlace: FairBound.Place?
    @exclusivity(unchecked) private var latest: Principal?
    /// Nothing is sent to it any more.
    @exclusivity(unchecked) var hasEnded = false

    init(
        id: UInt64,
        peer: RoutingID,
        client: ClientIdentity,
        instance: String,
        limits: ServerLimits,
        nowMilliseconds: Int64
    ) {
        self.id = id
        self.peer = peer
        self.client = client
        self.instance = instance
        liveness = Liveness(nowMilliseconds: nowMilliseconds)
        tokens = TokenTable(mostTokens: limits.tokens, mostBytes: limits.tokenBytes)
    }

    enum Admission {
        /// A call id that did not rise: a replay, or a client's mistake. Nothing is answered.
        case dropped
        indirect case refused(Refusal, Effect)
        case full(Fullness)
        case admitted(CallState, token: SessionToken?)
    }

    /// Decides about a request; cheap refusals first.
    func admit(
        _ request: RequestHeader,
        kind: MethodKind?,
        isDraining: Bool,
        limits: ServerLimits,
        nowMilliseconds now: Int64
    ) -> Admission {
        guard note(request.callID) else { return .dropped }
        liveness.heard(nowMilliseconds: now)
        var token = request.token.map(SessionToken.init)
        // Kept even if the call is refused: the client has sent it once and may name the number.
        if let token, let number = request.tokenNumber { tokens.insert(token, number: number) }
        if isDraining { return .refused(Refusal(.draining), .notStarted) }
        let expiry = min(
            request.expiresAtMilliseconds ?? now + limits.defaultTimeoutMilliseconds,
            now + limits.longestTimeoutMilliseconds
        )
        guard expiry > now else { return .refused(Refusal(.deadline), .notStarted) }
        guard let kind else {
            return .refused(
                Refusal(.unknownMethod, "there is no method \(request.method.prefix(128))"),
                .none
            )
        }
        if token == nil, let number = request.tokenNumber {
            token = tokens[number]
            if token == nil { return .refused(Refusal(.unknownToken), .notStarted) }
        }
        guard hasRoom(for: kind, limits: limits) else {
            let room: Fullness.Room = kind == .waitingRead ? .waitingReads : .inFlight
            return .full(Fullness(room: room, level: nil))
        }
        let state = CallState(expiresAtMilliseconds: expiry)
        calls.append(state, id: request.callID)
        return .admitted(state, token: token)
    }

    /// Takes the id of a call that has come.
    ///
    /// - Returns: False if it did not rise: nothing is answered then.
    func note(_ callID: UInt64) -> Bool {
        guard callID > lastCallID else { return false }
        lastCallID = callID
        return true
    }

    private func hasRoom(for kind: MethodKind, limits: ServerLimits) -> Bool {
        kind == .waitingRead
            ? waitingReads.count < limits.waitingReadsInSession
            : calls.count - waitingReads.count < limits.inFlight
    }

    /// The program calls as that principal now; what was known of another tenant's is forgotten.
    func calls(as principal: Principal) {
        guard latest !== principal else { return }
        if let latest, latest.tenant != principal.tenant || latest.publicKey != principal.publicKey
        {
            (place, meshPlace) = (nil, nil)
            tokens.forgetPlaces()
        }
        latest = principal
    }

    /// A waiting read has its place.
    func waits(_ call: IncomingCall) { waitingReads[call.callID] = call }

    /// The client takes a call back.
    ///
    /// - Returns: What to cancel; nil if it is answered already, or never came.
    func cancel(callID: UInt64) -> CallState? { calls[callID] }

    /// A call is answered.
    ///
    /// - Returns: Nil if it was not open any more, so that nothing is answered twice.
    func finish(callID: UInt64) -> CallState? {
        guard let state = calls.remove(callID) else { return nil }
        if !waitingReads.isEmpty { waitingReads[callID] = nil }
        if !queued.isEmpty { queued[callID] = nil }
        return state
    }
}

/// Who is at the other end of a connection, as the ZAP handler found.
struct ClientIdentity: Hashable, Sendable {
    let key: CurvePublicKey
    let keyText: CurveKeyText
    let address: String?

    init(key: CurvePublicKey, address: String?) {
        self.key = key
        keyText = CurveKeyText(key)
        self.address = address
    }
}
