import OctopusContract
import OctopusServiceKit
import Testing

@testable import OctopusMesh

struct LinkStateTests {
    private var random = SeededGenerator(seed: 1)

    private func handshaking() -> LinkState {
        var link = LinkState(now: 0)
        link.opened(now: 0)
        _ = link.noticed(.connectDelayed, value: 0, now: 0)
        _ = link.noticed(.connected, value: 0, now: 1)
        return link
    }

    private func open() -> LinkState {
        var link = handshaking()
        _ = link.noticed(.handshakeSucceeded, value: 0, now: 2)
        link.welcomed()
        return link
    }

    @Test func `goes from nothing to a session`() {
        var link = LinkState(now: 5)
        #expect(link.tick(now: 4) == .none)
        #expect(link.tick(now: 5) == .open)
        link.opened(now: 5)
        let steps = [
            link.noticed(.connectDelayed, value: 0, now: 6),
            link.noticed(.connected, value: 0, now: 7),
            link.noticed(.handshakeSucceeded, value: 0, now: 8),
        ]
        #expect(steps == [.none, .none, .greet])
        #expect(!link.isOpen)
        link.welcomed()
        #expect(link.isOpen)
        #expect(link.nextDeadline == nil)
    }

    /// Fails so often, 500 ms apart.
    private mutating func fail(_ link: inout LinkState, _ fault: LinkFault, _ times: Int) {
        for attempt in 0..<times {
            let now = Int64(10_000 + attempt * 500)
            link.abandoned(fault, now: now, random: &random)
        }
    }

    @Test mutating func `is hopeless once it failed over the same mistake for two seconds`() {
        var link = LinkState(now: 0)
        fail(&link, .keyMismatch, 4)
        #expect(link.hopeless(now: 11_999) == nil)
        fail(&link, .keyMismatch, 1)
        #expect(link.hopeless(now: 12_000) == .serviceKeyMismatch)
        link.abandoned(.nothingListens, now: 12_500, random: &random)
        #expect(link.hopeless(now: 20_000) == nil)
        // Two attempts prove nothing, however far apart.
        fail(&link, .unregistered, 2)
        #expect(link.hopeless(now: 90_000) == nil)
        fail(&link, .unregistered, 5)
        #expect(link.hopeless(now: 12_000) == .keyUnregistered)
    }

    @Test mutating func `after a session only a refused key is hopeless`() {
        for (fault, reason) in [
            (LinkFault.keyMismatch, nil), (.nameUnresolved, nil), (.misplaced("x"), nil),
            (.lost, nil), (.silent, nil), (.unregistered, Reason.keyUnregistered),
        ] {
            var link = open()
            fail(&link, fault, 9)
            #expect(link.hopeless(now: 20_000) == reason, "\(fault)")
        }
    }

    @Test func `tells a refused connection from a silent host`() {
        var link = LinkState(now: 0)
        link.opened(now: 0)
        var step = link.noticed(.connectRetried, value: 0, now: 1)
        #expect(step == .abandon(.nothingListens))

        link.opened(now: 0)
        _ = link.noticed(.closed, value: 9, now: 1)
        step = link.noticed(.connectRetried, value: 0, now: 1)
        #expect(step == .abandon(.nothingListens))

        link.opened(now: 0)
        _ = link.noticed(.connectDelayed, value: 9, now: 1)
        _ = link.noticed(.closed, value: 9, now: 4500)
        step = link.noticed(.connectRetried, value: 0, now: 4500)
        #expect(step == .abandon(.silent))
    }

    @Test func `a name server may take its time, and less if the addresses are known`() {
        var link = LinkState(now: 0)
        link.resolving(now: 0, isKnown: false)
        #expect(link.isResolving && !link.isTryingAddress)
        #expect(link.tick(now: 2999) == .none)
        #expect(link.tick(now: 3000) == .stopResolving)
        link.resolving(now: 3000, isKnown: true)
        #expect(link.nextDeadline == 3250)
        // An address with others behind it is given up sooner.
        link.opened(now: 3100, patience: LinkState.briefConnectMilliseconds)
        #expect(link.isTryingAddress && !link.isResolving)
        #expect(link.nextDeadline == 4100)
        _ = link.noticed(.connectDelayed, value: 9, now: 3100)
        #expect(link.noticed(.connectRetried, value: 0, now: 4000) == .abandon(.silent))
    }

    @Test(arguments: [
        (SocketEvent.handshakeFailedAuth, Int32(400), LinkFault.unregistered),
        (.handshakeFailedAuth, 500, .keyCheckFailed(500)),
        (.handshakeFailedProtocol, 1, .notCurve),
        (.handshakeFailedNoDetail, 32, .keyMismatch),
        (.disconnected, 0, .keyMismatch),
    ])
    func `tells why a handshake failed`(event: SocketEvent, value: Int32, fault: LinkFault) {
        var link = handshaking()
        let step = link.noticed(event, value: value, now: 20)
        #expect(step == .abandon(fault))
    }

    @Test func `a handshake that takes as long as it may was not refused`() {
        var link = handshaking()
        let step = link.noticed(.handshakeFailedNoDetail, value: 32, now: 2001)
        #expect(step == .abandon(.handshakeUnfinished))
    }

    @Test func `every stage ends by itself`() {
        var link = LinkState(now: 0)
        link.opened(now: 0)
        #expect(link.tick(now: LinkState.connectMilliseconds) == .abandon(.silent))
        link = handshaking()
        #expect(link.tick(now: 10_000) == .abandon(.handshakeUnfinished))
        _ = link.noticed(.handshakeSucceeded, value: 0, now: 2)
        #expect(link.tick(now: 10_000) == .abandon(.greetingUnanswered))
    }

    @Test mutating func `what libzmq never recovers from gets another socket after a backoff`() {
        var link = handshaking()
        for _ in 0..<30 {
            link.abandoned(.unregistered, now: 100, random: &random)
            #expect(link.fault == .unregistered)
            guard let due = link.nextDeadline else {
                Issue.record("rests for ever")
                return
            }
            #expect((110...2100).contains(due))
            #expect(link.tick(now: due) == .open)
        }
    }

    @Test func `a reset session is greeted anew, but not for ever`() {
        var link = open()
        #expect(link.reset(reason: "unknownSession", now: 3) == .greet)
        link.welcomed()
        #expect(link.reset(reason: "unknownSession", now: 4) == .greet)
        link.welcomed()
        link.served()
        #expect(link.reset(reason: "unknownSession", now: 5) == .greet)
        link.welcomed()
        #expect(link.reset(reason: "unknownSession", now: 6) == .greet)
        link.welcomed()
        let step = link.reset(reason: "unknownSession", now: 7)
        #expect(step == .abandon(.greetingRefused("unknownSession")))
    }

    @Test func `after GOAWAY it stays until the line is cut`() {
        var link = open()
        #expect(link.goingAway(reason: "draining") == .none)
        #expect(link.phase == .leaving)
        let step = link.noticed(.disconnected, value: 0, now: 9)
        #expect(step == .abandon(.wentAway("draining")))
    }

    @Test mutating func `any sequence of events leaves it able to go on`() {
        let events: [SocketEvent] = [
            .connected, .connectDelayed, .connectRetried, .closed, .disconnected,
            .handshakeSucceeded, .handshakeFailedNoDetail, .handshakeFailedProtocol,
            .handshakeFailedAuth,
        ]
        var link = LinkState(now: 0)
        var now: Int64 = 0
        for _ in 0..<50_000 {
            now += Int64.random(in: 0...500, using: &random)
            let step: LinkState.Step
            switch Int.random(in: 0...9, using: &random) {
            case 0: step = link.reset(reason: "x", now: now)
            case 1: step = link.goingAway(reason: "x")
            case 2:
                link.welcomed()
                step = .none
            case 3:
                link.served()
                step = .none
            case 4...6: step = link.tick(now: now)
            default:
                let event = events[Int.random(in: events.indices, using: &random)]
                step = link.noticed(event, value: 400, now: now)
            }
            switch step {
            case .none, .greet: break
            case .open:
                if Bool.random(using: &random) {
                    link.opened(now: now)
                } else {
                    link.resolving(now: now, isKnown: Bool.random(using: &random))
                }
            case .stopResolving:
                link.abandoned(.nameServerSilent, now: now, random: &random)
            case .abandon(let fault): link.abandoned(fault, now: now, random: &random)
            }
            // Either there is a session, or there is a time when something happens.
            #expect(link.isOpen || link.phase == .leaving || link.nextDeadline != nil)
        }
    }

    @Test func `every fault has words of its own`() {
        let keys = CurveKeyPair.generate()
        let shard = MeshMap.Shard(endpoint: "tcp://loyalty:7402", publicKey: keys.publicKey)
        let faults: [LinkFault] = [
            .nameUnresolved, .nameLookUpFailed("why"), .nameServerSilent, .nothingListens, .silent,
            .handshakeUnfinished, .keyMismatch,
            .unregistered, .keyCheckFailed(500), .notCurve, .greetingUnanswered,
            .greetingRefused("version"), .misplaced("identity shard 0"),
            .unresponsive(milliseconds: 3000), .lost, .wentAway("draining"),
            .socketFailed("x", isEndpoint: false),
        ]
        let words = Set(faults.map { $0.explanation(shard: shard, clientKey: keys.publicKey) })
        #expect(words.count == faults.count)
        #expect(words.allSatisfy { $0.contains("tcp://loyalty:7402") })
    }
}

struct PingWatchTests {
    private let times = PingWatch.Times(
        busyIntervalMilliseconds: 100,
        idleIntervalMilliseconds: 1000,
        patienceMilliseconds: 300
    )

    @Test func `asks often while calls run and seldom while none do`() {
        let watch = PingWatch(times: times, now: 0)
        #expect(watch.nextDeadline(isBusy: true) == 100)
        #expect(watch.nextDeadline(isBusy: false) == 1000)
    }

    @Test func `a service that answers nothing is dead when the patience ends`() {
        var watch = PingWatch(times: times, now: 0)
        #expect(watch.tick(now: 99, isBusy: true) == .none)
        #expect(watch.tick(now: 100, isBusy: true) == .ping(nonce: 1))
        #expect(watch.tick(now: 399, isBusy: true) == .none)
        #expect(watch.tick(now: 400, isBusy: true) == .dead(silentMilliseconds: 400))
    }

    @Test func `a busy line is asked for its clock all the same`() {
        var watch = PingWatch(times: times, now: 0)
        for now in stride(from: Int64(0), to: 1000, by: 10) {
            watch.heard(now: now)
            #expect(watch.tick(now: now, isBusy: true) == .none)
        }
        #expect(watch.tick(now: 1000, isBusy: true) == .ping(nonce: 1))
    }

    @Test func `any frame is a sign of life, and only the right PONG an answer`() {
        var watch = PingWatch(times: times, now: 0)
        #expect(watch.tick(now: 100, isBusy: true) == .ping(nonce: 1))
        watch.heard(now: 350)
        #expect(watch.tick(now: 400, isBusy: true) == .none)
        #expect(watch.answered(nonce: 7, now: 420) == nil)
        #expect(watch.answered(nonce: 1, now: 430) == 100)
        #expect(watch.answered(nonce: 1, now: 431) == nil)
        #expect(watch.tick(now: 531, isBusy: true) == .ping(nonce: 2))
    }
}
