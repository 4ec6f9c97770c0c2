import OctopusCBOR
import OctopusContract
import Logging

extension ClientConnection {
    private static let longestErrorBytes = 128 * 1024

    // MARK: Out

    func greet(now: Int64) {
        // Receiving lets libzmq take in the connection that its I/O thread has just announced.
        drain(now: now)
        greetedAt = now
        pings = PingWatch(times: environment.configuration.pings, now: now)
        tokens = TokenNumbers()
        transmit(
            .hello(
                HelloHeader(
                    versions: [UInt64(Frame.version)],
                    library: "octopus-swift",
                    libraryVersion: "1",
                    instance: environment.configuration.instance
                )
            )
        )
    }

    func sendPing(nonce: UInt64) {
        guard let session else { return }
        transmit(.ping(PingHeader(nonce: nonce, sessionID: session.id)))
    }

    func transmit(_ header: FrameHeader) {
        guard let socket else { return }
        Frame(header).write(to: message)
        // What can't be sent has no connection; the monitor, or the next PING, will tell.
        _ = socket.send(message)
    }

    // MARK: In

    func receive(budget: Int, now: Int64) {
        for _ in 0..<budget {
            guard let socket, socket.receive(into: message) else { break }
            take(from: socket, now: now)
        }
        pump(now: now)
    }

    /// Takes all that has come.
    func drain(now: Int64) {
        while let socket, socket.receive(into: message) { take(from: socket, now: now) }
    }

    private func take(from socket: ZMQSocket, now: Int64) {
        guard !message.hasMore else {
            socket.discardRest(of: message)
            return environment.logger.error(
                "message of several frames",
                metadata: ["service": "\(target.service)"]
            )
        }
        do {
            handle(try Frame(parsing: message.bytes), now: now)
        } catch {
            environment.logger.error(
                "unreadable frame",
                metadata: ["service": "\(target.service)", "fault": "\(error)"]
            )
            failUnreadable(error, now: now)
        }
    }

    /// A reply that can't be read ends its own call, and no other.
    private func failUnreadable(_ fault: FrameFault, now: Int64) {
        guard let remains = FrameRemains(of: message.bytes, limits: .standard),
            remains.kind == .reply, let id = remains.callID, let call = table.answer(id)
        else { return }
        var reason = Reason.undecodable
        if case .bodyTooLong = fault { reason = .replyTooLarge }
        let effect = remains.effect ?? (call.kind == .command ? .unknown : .none)
        fail(call, reason, "the reply can't be read: \(fault)", effect, now: now)
        leaveIfEmpty(now: now)
    }

    private func handle(_ frame: Frame, now: Int64) {
        pings.heard(now: now)
        switch frame.header {
        case .welcome(let header): welcomed(header, now: now)
        case .reply(let header): replied(header, body: frame.body, now: now)
        case .ping(let header):
            transmit(
                .pong(
                    PongHeader(
                        nonce: header.nonce,
                        sessionID: header.sessionID,
                        nowMilliseconds: now
                    )
                )
            )
        case .pong(let header):
            guard header.sessionID == session?.id,
                let sentAt = pings.answered(nonce: header.nonce, now: now)
            else { return }
            link.served()
            clock.note(sentAt: sentAt, receivedAt: now, sessionNow: header.nowMilliseconds)
        case .goAway(let reason):
            perform(link.goingAway(reason: reason), now: now)
            logChange()
            leaveIfEmpty(now: now)
        case .reset(let header): wasReset(header, now: now)
        case .hello, .request, .cancel: break
        }
    }

    private func welcomed(_ header: WelcomeHeader, now: Int64) {
        guard case .greeting = link.phase else { return }
        guard header.service == target.service, header.shard == target.shard else {
            return abandon(.misplaced("\(header.service) shard \(header.shard)"), now: now)
        }
        // All that RESET vouches for has come by now; the rest of the old session is unknown.
        endSession(now: now)
        session = Session(
            id: header.sessionID,
            inFlight: max(1, header.inFlight),
            maxHeaderBytes: header.maxHeaderBytes,
            maxBodyBytes: header.maxBodyBytes
        )
        // It may be another process, on another machine.
        clock = SessionClock()
        clock.note(sentAt: greetedAt, receivedAt: now, sessionNow: header.nowMilliseconds)
        link.welcomed()
        logChange()
        environment.noteContract(header.contractHash, of: target)
    }

    private func replied(_ header: ReplyHeader, body: [UInt8], now: Int64) {
        guard let call = table.answer(header.callID) else {
            return leaveIfEmpty(now: now)
        }
        link.served()
        if header.status == .ok {
            succeed(
                call,
                RawReply(body: body, position: header.position, attempts: call.sends),
                now: now
            )
        } else {
            refused(call, failure(header, body: body, attempts: call.sends), now: now)
        }
        leaveIfEmpty(now: now)
    }

    private func failure(_ header: ReplyHeader, body: [UInt8], attempts: Int) -> CallFailure {
        // A service cuts its texts: a longer error is none, and is not read on this thread.
        let error =
            body.count > Self.longestErrorBytes
            ? nil : try? CBORDecoder().decode(ErrorReply.self, from: body)
        return CallFailure(
            Reason(error?.reason ?? "unknown", header.status, ""),
            error?.message ?? "the service gave no reason that can be read",
            violations: error?.violations ?? [],
            effect: header.effect ?? .unknown,
            retryAfterMilliseconds: header.retryAfterMilliseconds ?? error?.retryAfterMs,
            debugID: error?.debugId,
            attempts: attempts
        )
    }

    private func wasReset(_ header: ResetHeader, now: Int64) {
        let vouched = header.callID.flatMap { table.answer($0) }
        if ResetReason(rawValue: header.reason)?.isOfFrameAlone == true {
            // The frame would be as wrong a second time.
            if let vouched {
                fail(
                    vouched,
                    .malformed,
                    "the service could not read the frame",
                    .notStarted,
                    now: now
                )
            }
        } else {
            if let vouched { vouchedFor(vouched) }
            // While HELLO is on its way more of them come, one for each frame of the old session.
            guard header.sessionID == (session?.id ?? 0) else { return }
            session = nil
            perform(link.reset(reason: header.reason, now: now), now: now)
            logChange()
        }
    }

    /// After GOAWAY the client closes as soon as all is answered, and looks for the next process.
    private func leaveIfEmpty(now: Int64) {
        guard link.phase == .leaving, table.isEmpty else { return }
        abandon(link.fault ?? .lost, now: now)
    }
}
