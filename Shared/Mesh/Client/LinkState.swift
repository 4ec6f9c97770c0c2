import OctopusContract

/// Where a connection stands between nothing and an open session, as a value.
///
/// It is told what libzmq's monitor and the service say, and says what to do. libzmq never gets to
/// reconnect by itself: at the first failure the socket is closed, and after a backoff of our own
/// another one is made, whatever the failure was. So a corrected key or registration heals, too.
struct LinkState: Sendable {
    enum Phase: Sendable, Hashable {
        /// No socket until then.
        case resting(until: Int64)
        /// The service's name is looked up.
        case resolving(until: Int64)
        case connecting(since: Int64)
        case handshaking(since: Int64)
        /// HELLO was sent.
        case greeting(since: Int64)
        case open
        /// The service said GOAWAY: what runs is answered, nothing new is sent.
        case leaving
        case closed
    }

    enum Step: Sendable, Hashable {
        case none
        /// Make a socket and connect it.
        case open
        /// Wait no longer for the name's addresses.
        case stopResolving
        /// Send HELLO.
        case greet
        /// Close the socket; what is unanswered stays so.
        case abandon(LinkFault)
    }

    static let connectMilliseconds: Int64 = 5000
    /// For an address after which there are others to try.
    static let briefConnectMilliseconds: Int64 = 1000
    /// How long a name server may take if nothing is known of the name, and if something is.
    static let resolveMilliseconds: Int64 = 3000
    static let briefResolveMilliseconds: Int64 = 250
    static let handshakeMilliseconds: Int64 = 2000
    static let greetingMilliseconds: Int64 = 3000
    static let doubtMilliseconds: Int64 = 2000

    private(set) var phase: Phase
    /// Why there is no session; nil once there is one.
    private(set) var fault: LinkFault?
    private var backoff: ReconnectBackoff
    /// The fault that every attempt has ended with lately.
    private var persistent: (reason: Reason, since: Int64, attempts: Int)?
    private var hasBeenOpen = false
    /// What the connector said before it gave up, which tells one failure from another.
    private var sawAttempt = false
    private var patience = connectMilliseconds
    /// Sessions that were reset before they answered anything.
    private var resets = 0

    init(now: Int64, backoff: ReconnectBackoff = ReconnectBackoff()) {
        phase = .resting(until: now)
        self.backoff = backoff
    }

    var isOpen: Bool { phase == .open }

    /// When `tick` has something to say.
    var nextDeadline: Int64? {
        switch phase {
        case .resting(let until), .resolving(let until): until
        case .connecting(let since): since + patience
        // libzmq's own limit comes first; this one is for the case that it says nothing.
        case .handshaking(let since): since + 2 * Self.handshakeMilliseconds
        case .greeting(let since): since + Self.greetingMilliseconds
        case .open, .leaving, .closed: nil
        }
    }

    func tick(now: Int64) -> Step {
        guard let deadline = nextDeadline, now >= deadline else { return .none }
        switch phase {
        case .resting: return .open
        case .resolving: return .stopResolving
        case .connecting: return .abandon(.silent)
        case .handshaking: return .abandon(.handshakeUnfinished)
        case .greeting: return .abandon(.greetingUnanswered)
        case .open, .leaving, .closed: return .none
        }
    }

    /// The name's addresses were asked for.
    mutating func resolving(now: Int64, isKnown: Bool) {
        phase = .resolving(
            until: now + (isKnown ? Self.briefResolveMilliseconds : Self.resolveMilliseconds)
        )
    }

    var isResolving: Bool { if case .resolving = phase { true } else { false } }

    /// Whether an address was tried at which nobody has proven to be the service yet.
    var isTryingAddress: Bool {
        switch phase {
        case .connecting, .handshaking: true
        default: false
        }
    }

    /// The socket was made and connects.
    mutating func opened(now: Int64, patience: Int64 = connectMilliseconds) {
        phase = .connecting(since: now)
        sawAttempt = false
        self.patience = patience
    }

    /// The monitor told something.
    mutating func noticed(_ event: SocketEvent, value: Int32, now: Int64) -> Step {
        switch phase {
        case .connecting(let since): return noticedConnecting(event, since: since, now: now)
        case .handshaking(let since):
            return noticedHandshaking(event, value: value, since: since, now: now)
        case .greeting, .open, .leaving:
            if case .leaving = phase, event == .disconnected {
                return .abandon(fault ?? .lost)
            }
            return event == .disconnected || event == .closed ? .abandon(.lost) : .none
        case .resting, .resolving, .closed: return .none
        }
    }

    private mutating func noticedConnecting(
        _ event: SocketEvent,
        since: Int64,
        now: Int64
    ) -> Step {
        switch event {
        case .connectDelayed:
            sawAttempt = true
        case .connected:
            phase = .handshaking(since: now)
        case .closed:
            sawAttempt = true
        case .connectRetried:
            // Without a descriptor there is no route, for instance no IPv6.
            guard sawAttempt else { return .abandon(.nothingListens) }
            return .abandon(now - since < patience / 2 ? .nothingListens : .silent)
        default:
            break
        }
        return .none
    }

    private mutating func noticedHandshaking(
        _ event: SocketEvent,
        value: Int32,
        since: Int64,
        now: Int64
    ) -> Step {
        switch event {
        case .handshakeSucceeded:
            phase = .greeting(since: now)
            return .greet
        case .handshakeFailedAuth:
            return .abandon(value == 400 ? .unregistered : .keyCheckFailed(value))
        case .handshakeFailedProtocol:
            return .abandon(.notCurve)
        case .handshakeFailedNoDetail, .disconnected, .connectRetried:
            // A service that finds a message it can't open just hangs up. One that hangs is cut off
            // by libzmq's limit for handshakes.
            let hung = now - since >= Self.handshakeMilliseconds * 9 / 10
            return .abandon(hung ? .handshakeUnfinished : .keyMismatch)
        default:
            return .none
        }
    }

    /// WELCOME came.
    mutating func welcomed() {
        guard case .greeting = phase else { return }
        phase = .open
        fault = nil
        persistent = nil
        hasBeenOpen = true
    }

    /// Why it is pointless to wait: attempt after attempt failed over what a person has to correct.
    ///
    /// One failure proves little. A service that dies in the middle of a handshake looks like a wrong
    /// key, and a new key takes up to a second until every service knows it. Where a session was once, the
    /// map is right, so only a key that is refused counts there.
    func hopeless(now: Int64) -> Reason? {
        guard let persistent, persistent.attempts >= 3,
            now - persistent.since >= Self.doubtMilliseconds,
            !hasBeenOpen || persistent.reason == .keyUnregistered
        else { return nil }
        return persistent.reason
    }

    /// The service answered something within the session, so it is worth its name.
    mutating func served() {
        guard resets > 0 || backoff.failures > 0 else { return }
        resets = 0
        backoff.succeeded()
    }

    /// The service does not know the session, or HELLO was refused.
    mutating func reset(reason: String, now: Int64) -> Step {
        switch phase {
        case .greeting:
            return .abandon(.greetingRefused(reason))
        case .open:
            resets += 1
            // Sessions that come and go without an answer would be made as fast as the line allows.
            guard resets < 3 else { return .abandon(.greetingRefused(reason)) }
            phase = .greeting(since: now)
            return .greet
        case .resting, .resolving, .connecting, .handshaking, .leaving, .closed:
            return .none
        }
    }

    /// GOAWAY came.
    mutating func goingAway(reason: String) -> Step {
        switch phase {
        case .open:
            phase = .leaving
            fault = .wentAway(reason)
            return .none
        case .greeting:
            return .abandon(.wentAway(reason))
        case .resting, .resolving, .connecting, .handshaking, .leaving, .closed:
            return .none
        }
    }

    /// The socket was closed because of a fault; another is made after the backoff.
    mutating func abandoned(
        _ fault: LinkFault,
        now: Int64,
        random: inout some RandomNumberGenerator
    ) {
        guard phase != .closed else { return }
        self.fault = fault
        if let reason = fault.reason {
            let former = persistent?.reason == reason ? persistent : nil
            persistent = (reason, former?.since ?? now, (former?.attempts ?? 0) + 1)
        } else {
            persistent = nil
        }
        resets = 0
        phase = .resting(until: now + backoff.next(random: &random))
    }

    mutating func close() {
        phase = .closed
    }
}
