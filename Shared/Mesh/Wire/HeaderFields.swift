import CBOR
import Contract
import struct FoundationEssentials.UUID

/// A header's pairs, one after the other.
///
/// Written by hand because a header is read on every call: no tree, no container, and nothing is
/// allocated but the texts themselves.
struct HeaderPairs {
    /// More positions than a header of 16 KiB has room for are refused anyway.
    fileprivate static let mostElements = 1024

    private var reader: CBORReader
    /// Nil for a map of indefinite length.
    private var left: Int?
    private var present: UInt32 = 0

    init(_ bytes: UnsafeRawBufferPointer) throws(FrameFault) {
        reader = CBORReader(bytes)
        do { left = try reader.map() } catch { throw .malformedHeader("\(error)") }
    }

    /// The next key that is known here, with its value to be read; nil after the last pair.
    mutating func next() throws(FrameFault) -> HeaderKey? {
        do {
            while try takePair() {
                // A key that is no number can't be one of the table's: it and its value are ignored.
                guard try reader.next() == .unsigned else {
                    try reader.skip()
                    try reader.skip()
                    continue
                }
                let number = try reader.unsigned()
                guard let key = UInt8(exactly: number).flatMap(HeaderKey.init(rawValue:)) else {
                    try reader.skip()
                    continue
                }
                guard !has(key) else { throw FrameFault.duplicateKey(key) }
                present |= Self.bit(key)
                return key
            }
            try reader.finish()
            return nil
        } catch let fault as FrameFault {
            throw fault
        } catch {
            throw .malformedHeader("\(error)")
        }
    }

    /// Reads the value of the key that came last.
    mutating func value<Value>(
        _ read: (inout CBORReader) throws -> Value
    ) throws(FrameFault) -> Value {
        do {
            return try read(&reader)
        } catch let fault as FrameFault {
            throw fault
        } catch {
            throw .malformedHeader("\(error)")
        }
    }

    mutating func read(_ key: HeaderKey, into fields: inout HeaderFields) throws(FrameFault) {
        try value { reader throws in try fields.read(key, &reader) }
    }

    /// Reads a value that this kind of header has no use for: its type must be right all the same.
    mutating func ignore(_ key: HeaderKey) throws(FrameFault) {
        var fields = HeaderFields()
        try read(key, into: &fields)
    }

    func require(_ key: HeaderKey) throws(FrameFault) {
        if !has(key) { throw .missingKey(key) }
    }

    private func has(_ key: HeaderKey) -> Bool { present & Self.bit(key) != 0 }

    private static func bit(_ key: HeaderKey) -> UInt32 { 1 << UInt32(key.rawValue) }

    private mutating func takePair() throws(CBORError) -> Bool {
        guard let left else { return try !reader.takeBreak() }
        self.left = left - 1
        return left > 0
    }
}

/// A header's values as they are read: each key has one type, here and for ever.
///
/// It reads the frames that are not sent for every call; the others read their pairs straight into
/// place, because moving so many optional values about costs more than reading them.
struct HeaderFields {
    var callID: UInt64?
    var sessionID: UInt64?
    var method: String?
    var expiresAt: Int64?
    var routingKey: UUID?
    var idempotencyKey: UUID?
    var attempt: Int?
    var token: String?
    var tokenNumber: UInt64?
    var trace: String?
    var seen: [LogPosition] = []
    var status: UInt64?
    var effect: UInt64?
    var position: LogPosition?
    var retryAfterMs: Int64?
    var reason: String?
    var nonce: UInt64?
    var now: Int64?
    var versions: [UInt64]?
    var version: UInt64?
    var library: String?
    var libraryVersion: String?
    var instance: String?
    var service: String?
    var shard: Int?
    var contractHash: [UInt8]?
    var maxBodyBytes: Int?
    var inFlight: Int?
    var maxHeaderBytes: Int?

    init() {}

    init(_ pairs: inout HeaderPairs) throws(FrameFault) {
        while let key = try pairs.next() { try pairs.read(key, into: &self) }
    }

    fileprivate mutating func read(_ key: HeaderKey, _ reader: inout CBORReader) throws {
        switch key {
        case .callID: callID = try reader.unsigned()
        case .sessionID: sessionID = try reader.unsigned()
        case .method: method = try reader.text()
        case .expiresAt: expiresAt = try reader.milliseconds()
        case .routingKey: routingKey = try reader.uuid()
        case .idempotencyKey: idempotencyKey = try reader.uuid()
        case .attempt: attempt = try reader.count()
        case .token: token = try reader.text()
        case .tokenNumber: tokenNumber = try reader.unsigned()
        case .trace: trace = try reader.text()
        case .seen: seen = try reader.elements { try $0.position() }
        case .status: status = try reader.unsigned()
        case .effect: effect = try reader.unsigned()
        case .position: position = try reader.position()
        case .retryAfterMs: retryAfterMs = try reader.milliseconds()
        default: try readRare(key, &reader)
        }
    }

    /// The keys of frames that are not sent for every call.
    private mutating func readRare(_ key: HeaderKey, _ reader: inout CBORReader) throws {
        switch key {
        case .reason: reason = try reader.text()
        case .nonce: nonce = try reader.unsigned()
        case .now: now = try reader.milliseconds()
        case .versions:
            versions = try reader.elements { try $0.unsigned() }
        case .version: version = try reader.unsigned()
        case .library: library = try reader.text()
        case .libraryVersion: libraryVersion = try reader.text()
        case .instance: instance = try reader.text()
        case .service: service = try reader.text()
        case .shard: shard = try reader.count()
        case .contractHash: contractHash = try reader.bytes()
        case .maxBodyBytes: maxBodyBytes = try reader.count()
        case .inFlight: inFlight = try reader.count()
        case .maxHeaderBytes: maxHeaderBytes = try reader.count()
        default: try reader.skip()
        }
    }
}

extension CBORReader {
    /// A whole number that fits the counts of this machine.
    mutating func count() throws -> Int {
        let value = try unsigned()
        guard let count = Int(exactly: value) else {
            throw error(.numberOutOfRange(type: "Int"))
        }
        return count
    }

    mutating func milliseconds() throws -> Int64 { Int64(try count()) }

    mutating func elements<Element>(
        _ element: (inout CBORReader) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        let count = try array()
        while try count.map({ elements.count < $0 }) ?? !takeBreak() {
            guard elements.count < HeaderPairs.mostElements else {
                throw FrameFault.malformedHeader(
                    "a list of more than \(HeaderPairs.mostElements) elements"
                )
            }
            elements.append(try element(&self))
        }
        return elements
    }

    /// `[service, shard, epoch, seq]`.
    mutating func position() throws -> LogPosition {
        let count = try array()
        let service = try text()
        let shard = try self.count()
        let epoch = try uuid()
        let seq = try milliseconds()
        guard try count.map({ $0 == 4 }) ?? takeBreak() else {
            throw FrameFault.malformedHeader("a log position has four elements")
        }
        return LogPosition(service: service, shard: shard, epoch: epoch, seq: seq)
    }
}
