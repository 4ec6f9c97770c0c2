import CBOR
import Contract
import struct FoundationEssentials.UUID

extension FrameHeader {
    private static let usualBytes = 256

    /// The header's map.
    func serialized() -> [UInt8] {
        var writer = HeaderWriter(capacity: Self.usualBytes)
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
        return writer.cbor.bytes
    }
}

/// Writes pairs of a header's map.
private struct HeaderWriter {
    var cbor: CBORWriter

    init(capacity: Int) { cbor = CBORWriter(capacity: capacity) }

    mutating func begin(_ count: Int) { cbor.map(count: count) }

    mutating func key(_ key: HeaderKey) { cbor.unsigned(UInt64(key.rawValue)) }

    mutating func unsigned(_ key: HeaderKey, _ value: UInt64) {
        self.key(key)
        cbor.unsigned(value)
    }

    /// A number that is never negative on the wire.
    mutating func number(_ key: HeaderKey, _ value: some BinaryInteger) {
        unsigned(key, UInt64(clamping: value))
    }

    mutating func text(_ key: HeaderKey, _ value: String) {
        self.key(key)
        cbor.text(value)
    }

    mutating func uuid(_ key: HeaderKey, _ value: UUID) {
        self.key(key)
        cbor.uuid(value)
    }

    mutating func position(_ position: LogPosition) {
        cbor.array(count: 4)
        cbor.text(position.service)
        cbor.unsigned(UInt64(clamping: position.shard))
        cbor.uuid(position.epoch)
        cbor.unsigned(UInt64(clamping: position.seq))
    }

    mutating func write(_ header: HelloHeader) {
        begin(4)
        key(.versions)
        cbor.array(count: header.versions.count)
        for version in header.versions { cbor.unsigned(version) }
        text(.library, header.library)
        text(.libraryVersion, header.libraryVersion)
        text(.instance, header.instance)
    }

    mutating func write(_ header: WelcomeHeader) {
        begin(9)
        unsigned(.version, header.version)
        unsigned(.sessionID, header.sessionID)
        text(.service, header.service)
        number(.shard, header.shard)
        key(.contractHash)
        cbor.bytes(header.contractHash)
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
        if !header.seen.isEmpty {
            key(.seen)
            cbor.array(count: header.seen.count)
            for position in header.seen { self.position(position) }
        }
    }

    mutating func write(_ header: ReplyHeader) {
        var count = 2
        if header.effect != nil { count += 1 }
        if header.position != nil { count += 1 }
        if header.retryAfterMilliseconds != nil { count += 1 }
        begin(count)
        unsigned(.callID, header.callID)
        number(.status, header.status.rawValue)
        if let effect = header.effect { number(.effect, effect.rawValue) }
        if let position = header.position {
            key(.position)
            self.position(position)
        }
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
        return count
    }
}
