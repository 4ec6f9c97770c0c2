import OctopusCBOR
import OctopusContract
import struct FoundationEssentials.UUID

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
    var clientAddress: String?

    init() {}

    init(_ pairs: inout HeaderPairs) throws(FrameFault) {
        while let key = try pairs.next() { try pairs.read(key, into: &self) }
    }

    mutating func read(_ key: HeaderKey, _ reader: inout CBORReader) throws {
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
        case .clientAddress: clientAddress = try reader.text()
        default: try reader.skip()
        }
    }
}

extension CBORReader {
    /// More positions than a header of 16 KiB has room for are refused anyway.
    private static var mostElements: Int { 1024 }

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
            guard elements.count < Self.mostElements else {
                throw FrameFault.malformedHeader(
                    "a list of more than \(Self.mostElements) elements"
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
