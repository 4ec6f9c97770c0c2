import OctopusContract

extension FrameHeader {
    /// Writes the header's map.
    func write(to writer: inout HeaderWriter) {
        switch self {
        case .hello(let header): writer.write(header)
        case .welcome(let header): writer.write(header)
        case .request(let header): writer.write(header)
        case .reply(let header): writer.write(header)
        case .cancel(let header):
            writer.begin(2)
            writer.unsigned(.callID, header.callID)
            writer.unsigned(.sessionID, header.sessionID)
        case .ping(let header):
            writer.begin(2)
            writer.unsigned(.nonce, header.nonce)
            writer.unsigned(.sessionID, header.sessionID)
        case .pong(let header):
            writer.begin(3)
            writer.unsigned(.nonce, header.nonce)
            writer.unsigned(.sessionID, header.sessionID)
            writer.number(.now, header.nowMilliseconds)
        case .goAway(let reason):
            writer.begin(1)
            writer.text(.reason, reason)
        case .reset(let header):
            writer.begin(header.callID == nil ? 2 : 3)
            writer.unsigned(.sessionID, header.sessionID)
            writer.text(.reason, header.reason)
            if let callID = header.callID { writer.unsigned(.callID, callID) }
        }
    }
}

extension HeaderWriter {
    fileprivate mutating func write(_ header: HelloHeader) {
        begin(4)
        versions(.versions, header.versions)
        text(.library, header.library)
        text(.libraryVersion, header.libraryVersion)
        text(.instance, header.instance)
    }

    fileprivate mutating func write(_ header: WelcomeHeader) {
        begin(9)
        unsigned(.version, header.version)
        unsigned(.sessionID, header.sessionID)
        text(.service, header.service)
        number(.shard, header.shard)
        bytes(.contractHash, header.contractHash)
        number(.now, header.nowMilliseconds)
        number(.maxHeaderBytes, header.maxHeaderBytes)
        number(.maxBodyBytes, header.maxBodyBytes)
        number(.inFlight, header.inFlight)
    }

    mutating func write(_ header: RequestHeader) {
        begin(header.keyCount)
        unsigned(.callID, header.callID)
        unsigned(.sessionID, header.sessionID)
        text(.method, header.method)
        if let expiry = header.expiresAtMilliseconds { number(.expiresAt, expiry) }
        if let routingKey = header.routingKey { uuid(.routingKey, routingKey) }
        if let idempotencyKey = header.idempotencyKey { uuid(.idempotencyKey, idempotencyKey) }
        if let attempt = header.attempt { number(.attempt, attempt) }
        if let token = header.token { text(.token, token) }
        if let tokenNumber = header.tokenNumber { unsigned(.tokenNumber, tokenNumber) }
        if let trace = header.trace { text(.trace, trace) }
        if !header.seen.isEmpty { positions(.seen, header.seen) }
        if let address = header.clientAddress { text(.clientAddress, address) }
    }

    fileprivate mutating func write(_ header: ReplyHeader) {
        var count = 2
        if header.effect != nil { count += 1 }
        if header.position != nil { count += 1 }
        if header.retryAfterMilliseconds != nil { count += 1 }
        begin(count)
        unsigned(.callID, header.callID)
        number(.status, header.status.rawValue)
        if let effect = header.effect { number(.effect, effect.rawValue) }
        if let position = header.position { self.position(.position, position) }
        if let retryAfter = header.retryAfterMilliseconds { number(.retryAfterMs, retryAfter) }
    }
}

extension RequestHeader {
    fileprivate var keyCount: Int {
        var count = 3
        if expiresAtMilliseconds != nil { count += 1 }
        if routingKey != nil { count += 1 }
        if idempotencyKey != nil { count += 1 }
        if attempt != nil { count += 1 }
        if token != nil { count += 1 }
        if tokenNumber != nil { count += 1 }
        if trace != nil { count += 1 }
        if !seen.isEmpty { count += 1 }
        if clientAddress != nil { count += 1 }
        return count
    }
}
