import Crypto
import OctopusCBOR
import OctopusContract
import struct FoundationEssentials.UUID

/// A message's fields as texts, so that two states can be compared and read by people.
enum AuditFields {
    /// A text that is longer stands as its beginning and its digest.
    private static let longestText = 200
    private static let most = 200

    /// The fields of a CBOR map, in its order: `name`, `terms.title` of a field's field.
    ///
    /// `isWhole`: long texts are not cut.
    static func of(
        _ body: [UInt8],
        isWhole: Bool = false
    ) throws -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        try CBORReader.reading(body) { reader in
            try read(&reader, "", &fields)
        }
        return isWhole ? fields : fields.map { ($0.name, short($0.value)) }
    }

    /// What differs between two states.
    static func difference(
        _ before: [(name: String, value: String)],
        _ after: [(name: String, value: String)]
    ) -> [AuditField] {
        let old = Dictionary(before.map { ($0.name, $0.value) }) { first, _ in first }
        let new = Dictionary(after.map { ($0.name, $0.value) }) { first, _ in first }
        let kept = after.filter { old[$0.name] != $0.value }.map { field in
            AuditField(name: field.name, before: old[field.name], after: field.value)
        }
        let gone = before.filter { new[$0.name] == nil }.map { field in
            AuditField(name: field.name, before: field.value, after: nil)
        }
        return kept + gone
    }

    private static func read(
        _ reader: inout CBORReader,
        _ path: String,
        _ fields: inout [(name: String, value: String)]
    ) throws {
        guard fields.count < most else {
            _ = try reader.skip()
            return
        }
        guard try reader.next() == .map else {
            return fields.append((path, try text(&reader)))
        }
        let count = try reader.map() ?? 0
        for _ in 0..<count {
            let name = try reader.text()
            try read(&reader, path.isEmpty ? name : "\(path).\(name)", &fields)
        }
    }

    private static func text(_ reader: inout CBORReader) throws -> String {
        switch try reader.next() {
        case .unsigned, .negative: return String(try reader.integer())
        case .text: return try reader.text()
        case .bool: return try reader.bool() ? "true" : "false"
        case .float: return "\(try reader.double())"
        case .bytes: return digest(try reader.bytes())
        case .tag: return try reader.uuid().uuidString.lowercased()
        case .array:
            var parts: [String] = []
            let count = try reader.array() ?? 0
            for _ in 0..<count { parts.append(try text(&reader)) }
            return parts.joined(separator: ", ")
        case .map:
            var parts: [String] = []
            let count = try reader.map() ?? 0
            for _ in 0..<count {
                parts.append("\(try reader.text()): \(try text(&reader))")
            }
            return "{" + parts.joined(separator: ", ") + "}"
        case .null, .undefined, .simple, .break:
            _ = try reader.skip()
            return ""
        }
    }

    private static func short(_ text: String) -> String {
        guard text.utf8.count > longestText else { return text }
        return text.cut(toBytes: longestText) + "… (\(digest(Array(text.utf8))))"
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        "sha256:" + HashChain.hex(Array(SHA256.hash(data: bytes).prefix(16)))
    }
}
