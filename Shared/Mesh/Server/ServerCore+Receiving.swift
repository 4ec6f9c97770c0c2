import OctopusContract

extension ServerCore {
    /// Takes messages: the ROUTER's routing id, and one frame.
    func receiveFrames(budget: Int) {
        guard let router else { return }
        for _ in 0..<budget {
            guard router.receive(into: routing) else { return }
            guard routing.hasMore, router.receive(into: incoming) else { continue }
            if parts.hasSuspects { parts.heard(incoming.sourceDescriptor) }
            guard let peer = RoutingID(routing.bytes) else {
                router.discardRest(of: incoming)
                refuseChosenRoutingID()
                continue
            }
            if incoming.hasMore {
                refuseParts(from: peer)
            } else {
                receiveFrame(from: peer)
            }
        }
    }

    private func receiveFrame(from peer: RoutingID) {
        metrics.received(incoming.count)
        let session = table.frame(from: peer)
        guard let client = clientIdentity(session) else {
            // Unreachable while the ZAP handler names the key of every program it lets in.
            return reset(.revoked, to: peer)
        }
        let frame: Frame
        do {
            frame = try Frame(parsing: incoming.bytes, limits: configuration.limits.frame)
        } catch {
            return refuseUnreadable(error, from: peer, client: client, session)
        }
        // On every frame: ZAP was asked at the handshake, and a key may have been revoked since.
        guard let principal = principal(of: client, session) else {
            return refuseRevoked(frame.header, from: peer, client: client)
        }
        handle(frame, from: peer, client: client, principal: principal)
    }

    private func handle(
        _ frame: Frame,
        from peer: RoutingID,
        client: ClientIdentity,
        principal: Principal
    ) {
        switch frame.header {
        case .request(let header):
            request(header, body: frame.body, from: peer, client: client, principal: principal)
        case .cancel(let header):
            // Without the call's id: RESET would vouch for the REQUEST, which is another frame.
            guard table.owns(header.sessionID, peer: peer, client: client) else {
                return reset(.unknownSession, sessionID: header.sessionID, to: peer)
            }
            switch table.cancel(header, from: peer, client: client) {
            case .running(let state): cancel([state])
            case .queued(let call):
                answerRefusal(call, Refusal(.cancelled), .notStarted, to: peer)
            case nil: break
            }
        case .ping(let header):
            guard table.owns(header.sessionID, peer: peer, client: client) else {
                return reset(.unknownSession, sessionID: header.sessionID, to: peer)
            }
            let now = MonotonicClock.nowMilliseconds
            table.heard(header.sessionID, nowMilliseconds: now)
            send(
                Frame(
                    .pong(
                        PongHeader(
                            nonce: header.nonce,
                            sessionID: header.sessionID,
                            nowMilliseconds: now
                        )
                    )
                ),
                to: peer
            )
        case .pong(let header):
            guard table.owns(header.sessionID, peer: peer, client: client) else {
                return reset(.unknownSession, sessionID: header.sessionID, to: peer)
            }
            table.pong(header, nowMilliseconds: MonotonicClock.nowMilliseconds)
            if held.contains(peer) { releaseHeld(peer) }
        case .hello(let header):
            hello(header, from: peer, client: client, principal: principal)
        case .welcome, .reply, .goAway, .reset:
            reset(.unexpectedKind, to: peer)
        }
    }

    private func hello(
        _ header: HelloHeader,
        from peer: RoutingID,
        client: ClientIdentity,
        principal: Principal
    ) {
        let now = MonotonicClock.nowMilliseconds
        switch table.hello(header, from: peer, client: client, nowMilliseconds: now) {
        case .welcome(let sessionID, let former):
            cancel(former)
            log.opened(sessionID, principal: principal, client: client, hello: header)
            let limits = configuration.limits
            send(
                Frame(
                    .welcome(
                        WelcomeHeader(
                            version: UInt64(Frame.version),
                            sessionID: sessionID,
                            service: configuration.service,
                            shard: configuration.shard,
                            contractHash: configuration.contractHash,
                            nowMilliseconds: now,
                            maxHeaderBytes: limits.frame.headerBytes,
                            maxBodyBytes: limits.frame.bodyBytes,
                            inFlight: limits.inFlight
                        )
                    )
                ),
                to: peer
            )
        case .reset(let reason):
            log.refused(reason, client: client)
            reset(reason, to: peer)
        case .goAway:
            send(Frame(.goAway(reason: "shutdown")), to: peer)
        }
    }

    // MARK: Who it is

    /// Who sent the frame that was just received.
    ///
    /// The key is read from the frame's own properties each time, and only compared with the
    /// session's: a routing id is a claim.
    private func clientIdentity(_ session: ServerSession?) -> ClientIdentity? {
        guard let text = incoming.rawProperty(ZAPHandler.keyProperty) else { return nil }
        if let session, session.client.keyText.equals(text) { return session.client }
        guard let key = CurvePublicKey(z85: String(cString: text)) else { return nil }
        return ClientIdentity(key: key, address: incoming.property("Peer-Address"))
    }

    /// What the directory says of a client now.
    ///
    /// Its word of before is taken only where nothing has changed since.
    private func principal(of client: ClientIdentity, _ session: ServerSession?) -> Principal? {
        guard let session, session.client.key == client.key else {
            return principals.principal(for: client.key)
        }
        let version = principals.version
        if let standing = session.standing, standing.version == version {
            return standing.principal
        }
        session.standing = principals.principal(for: client.key).map { ($0, version) }
        return session.standing?.principal
    }

    private func refuseRevoked(
        _ header: FrameHeader,
        from peer: RoutingID,
        client: ClientIdentity
    ) {
        let sessionID = table.session(of: peer)?.id ?? 0
        log.refused(.revoked, client: client)
        var callID: UInt64?
        if case .request(let request) = header { callID = request.callID }
        cancel(table.drop(peer: peer))
        reset(.revoked, sessionID: sessionID, callID: callID, to: peer)
    }

    // MARK: What is no frame

    /// Answers a frame that can't be read: its call, if it says which one it is, else by RESET.
    private func refuseUnreadable(
        _ fault: FrameFault,
        from peer: RoutingID,
        client: ClientIdentity,
        _ session: ServerSession?
    ) {
        log.malformed(fault, client: client)
        metrics.malformed()
        guard principal(of: client, session) != nil else {
            cancel(table.drop(peer: peer))
            return reset(.revoked, to: peer)
        }
        if case .unknownVersion = fault { return reset(.version, to: peer) }
        guard
            let remains = FrameRemains(of: incoming.bytes, limits: configuration.limits.frame),
            remains.kind == .request, let callID = remains.callID
        else { return reset(.malformed, to: peer) }
        guard let sessionID = remains.sessionID else {
            return reset(.malformed, callID: callID, to: peer)
        }
        switch table.unreadable(callID, sessionID: sessionID, from: peer, client: client) {
        case .answered:
            let debugID = IncomingCall.debugID(sessionID: sessionID, callID: callID)
            let answer = CallAnswer(fault.refusal, effect: .notStarted, debugID: debugID)
            metrics.refused(answer.status, method: nil)
            reply(answer, callID: callID, to: peer)
        case .dropped:
            metrics.dropped()
            log.dropped(callID, client: client)
        case .unknownSession:
            reset(.unknownSession, sessionID: sessionID, callID: callID, to: peer)
        }
    }

    /// A message of several parts: a REQ's empty delimiter, or a client that thinks in parts.
    private func refuseParts(from peer: RoutingID) {
        let hasDelimiter = incoming.count == 0
        router?.discardRest(of: incoming)
        metrics.malformed()
        log.notOneFrame()
        reset(.notOneFrame, to: peer, afterDelimiter: hasDelimiter)
    }

    private func refuseChosenRoutingID() {
        metrics.malformed()
        log.chosenRoutingID()
        let header = ResetHeader(sessionID: 0, reason: ResetReason.routingIDChosen.rawValue)
        Frame(.reset(header)).write(to: outgoing)
        guard router?.send(routing.bytes, more: true) == .sent else { return }
        _ = router?.send(outgoing)
    }
}
