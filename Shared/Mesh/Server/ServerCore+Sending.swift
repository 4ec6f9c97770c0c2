import OctopusContract

extension ServerCore {
    /// Sends the answers that were given since the last time.
    func sendReplies() {
        guard !replies.isEmpty else { return }
        // One of them may be the last that its session gets.
        for reply in replies where !reply.session.hasEnded {
            let frame = Frame(reply.answer, callID: reply.callID)
            send(frame, to: reply.session.peer, reply.session)
        }
        replies.removeAll(keepingCapacity: true)
    }

    func reply(_ answer: CallAnswer, callID: UInt64, to peer: RoutingID) {
        send(Frame(answer, callID: callID), to: peer)
    }

    func reset(
        _ reason: ResetReason,
        sessionID: UInt64 = 0,
        callID: UInt64? = nil,
        to peer: RoutingID,
        afterDelimiter: Bool = false
    ) {
        metrics.reset(reason)
        let header = ResetHeader(sessionID: sessionID, reason: reason.rawValue, callID: callID)
        Frame(.reset(header)).write(to: outgoing)
        // Never held: it answers a frame that nobody asked for, and may be lost like it.
        guard let router, sendRoutingID(of: peer) == .sent else { return }
        if afterDelimiter { _ = router.send([], more: true) }
        _ = router.send(outgoing)
    }

    /// Sends a frame, or keeps it until its peer has room.
    func send(_ frame: Frame, to peer: RoutingID) {
        send(frame, to: peer, table.session(of: peer))
    }

    private func send(_ frame: Frame, to peer: RoutingID, _ session: ServerSession?) {
        if held.contains(peer) || !table.mayReceive(session) {
            return hold(frame.serialized(), for: peer)
        }
        frame.write(to: outgoing)
        switch sendOutgoing(to: peer, session) {
        case .sent: break
        case .wouldBlock: hold(outgoing.array, for: peer)
        case .unroutable, .failed: lose(peer)
        }
    }

    /// Tries what waits for a peer.
    func releaseHeld(_ peer: RoutingID) {
        var isLost = false
        held.release(peer) { frame in
            let session = table.session(of: peer)
            guard !isLost, table.mayReceive(session) else { return false }
            outgoing.reset(count: frame.count).copyBytes(from: frame)
            let result = sendOutgoing(to: peer, session)
            isLost = result == .unroutable || result == .failed
            return result == .sent
        }
        if isLost { lose(peer) }
    }

    /// Sends what `outgoing` holds, without waiting.
    private func sendOutgoing(
        to peer: RoutingID,
        _ session: ServerSession?
    )
        -> ZMQSocket.SendResult
    {
        guard let router else { return .failed }
        let byteCount = outgoing.count
        let result = sendRoutingID(of: peer)
        guard result == .sent else { return result }
        // With the routing id a ROUTER has taken the whole message; what fails now is the peer's end.
        guard router.send(outgoing) == .sent else { return .unroutable }
        metrics.sent(byteCount)
        if let session, case .ask(let nonce) = table.sent(byteCount, to: session) {
            Frame(.ping(PingHeader(nonce: nonce, sessionID: session.id))).write(to: outgoing)
            if sendRoutingID(of: peer) == .sent { _ = router.send(outgoing) }
        }
        return .sent
    }

    private func sendRoutingID(of peer: RoutingID) -> ZMQSocket.SendResult {
        guard let router else { return .failed }
        return peer.withBytes { router.send($0, more: true) }
    }

    private func hold(_ frame: [UInt8], for peer: RoutingID) {
        guard !held.hold(frame, for: peer, limits: configuration.limits) else { return }
        guard let session = table.session(of: peer) else { return held.forget(peer) }
        reset(.notReading, sessionID: session.id, to: peer)
        endSession(session.id, why: "it does not read its replies")
    }

    /// The connection is gone; a reconnecting client has another routing id and says HELLO again.
    private func lose(_ peer: RoutingID) {
        held.forget(peer)
        guard let session = table.session(of: peer) else { return }
        endSession(session.id, why: "its connection is gone")
    }
}

extension Frame {
    fileprivate init(_ answer: CallAnswer, callID: UInt64) {
        let header = ReplyHeader(
            callID: callID,
            status: answer.status,
            effect: answer.effect,
            position: answer.position,
            retryAfterMilliseconds: answer.retryAfterMilliseconds
        )
        self.init(.reply(header), body: answer.body)
    }
}
