import CBOR
import Contract
import struct FoundationEssentials.UUID

/// A header's values as they are read: each key has one type, here and for ever.
///
/// Written by hand because a header is read on every call: no tree, no container, and nothing is
/// allocated but the texts themselves.
struct HeaderFields {
    private var present: UInt32 = 0

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

    /// More positions than a header of 16 KiB has room for are refused anyway.
    private static let mostElements = 1024

    init(parsing bytes: UnsafeRawBufferPointer) throws(FrameFault) {
        var reader = CBORReader(bytes)
        do {
            if let count = try reader.map() {
                for _ in 0..<count { try readPair(&reader) }
            } else {
                while try !reader.takeBreak() { try readPair(&reader) }
            }
            try reader.finish()
        } catch let fault as FrameFault {
            throw fault
        } catch {
            throw .malformedHeader("\(error)")
        }
    }

    private mutating func readPair(_ reader: inout CBORReader) throws {
        // A key that is no number can't be one of the table's: it and its value are ignored.
        guard try reader.next() == .unsigned else {
            try reader.skip()
            try reader.skip()
            return
        }
        let number = try reader.unsigned()
        guard let key = UInt8(exactly: number).flatMap(HeaderKey.init(rawValue:)) else {
            try reader.skip()
            return
        }
        let bit = UInt32(1) << UInt32(key.rawValue)
        guard present & bit == 0 else { throw FrameFault.duplicateKey(key) }
        present |= bit
        try read(key, &reader)
    }

    private mutating func read(_ key: HeaderKey, _ reader: inout CBORReader) throws {
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
        case .seen: seen = try reader.elements(atMost: Self.mostElements) { try $0.position() }
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
            versions = try reader.elements(atMost: Self.mostElements) { try $0.unsigned() }
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
    fileprivate mutating func count() throws -> Int {
        let value = try unsigned()
        guard let count = Int(exactly: value) else {
            throw error(.numberOutOfRange(type: "Int"))
        }
        return count
    }

    fileprivate mutating func milliseconds() throws -> Int64 { Int64(try count()) }

    fileprivate mutating func elements<Element>(
        atMost most: Int,
        _ element: (inout CBORReader) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        let count = try array()
        while try count.map({ elements.count < $0 }) ?? !takeBreak() {
            guard elements.count < most else {
                throw FrameFault.malformedHeader("a list of more than \(most) elements")
            }
            elements.append(try element(&self))
        }
        return elements
    }

    /// `[service, shard, epoch, seq]`.
    fileprivate mutating func position() throws -> LogPosition {
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
