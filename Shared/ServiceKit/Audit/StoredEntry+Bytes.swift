import OctopusCBOR
import OctopusContract
import struct FoundationEssentials.UUID

// Lists, whose elements are known by their place; what is absent is null. Written by hand: every command
// writes one, and `deploy/bench award-writer` measures it.
extension StoredEntry {
    fileprivate static let elements = 15
    fileprivate static let elementsOfChange = 6
    fileprivate static let elementsOfField = 3

    /// The entry as CBOR.
    var bytes: [UInt8] {
        var writer = CBORWriter(capacity: 1024)
        writer.array(count: Self.elements)
        writer.integer(entry.seq)
        writer.integer(entry.at.milliseconds)
        writer.text(entry.method)
        writer.optional(entry.refusal)
        writer.integer(entry.count)
        writer.text(entry.program)
        writer.optional(entry.programKey)
        writer.optional(entry.tenant?.uuid)
        writer.optional(entry.partner?.uuid)
        writer.optional(entry.subject)
        writer.optional(entry.actor)
        writer.optional(entry.session?.uuid)
        writer.optional(entry.address)
        writer.optional(entry.call)
        writer.array(count: changes.count)
        for change in changes { change.write(to: &writer) }
        return writer.bytes
    }

    init(bytes: [UInt8]) throws {
        self = try CBORReader.reading(bytes) { reader in
            try reader.list(of: Self.elements)
            let entry = AuditEntry(
                seq: try reader.integer(),
                at: Instant(milliseconds: try reader.integer()),
                method: try reader.text(),
                refusal: try reader.optional { try $0.text() },
                count: try reader.integer(),
                program: try reader.text(),
                programKey: try reader.optional { try $0.text() },
                tenant: try reader.optional { TenantID(try $0.uuid()) },
                partner: try reader.optional { PartnerID(try $0.uuid()) },
                subject: try reader.optional { try $0.uuid() },
                actor: try reader.optional { try $0.uuid() },
                session: try reader.optional { SessionID(try $0.uuid()) },
                address: try reader.optional { try $0.text() },
                call: try reader.optional { try $0.text() }
            )
            let changes = try reader.elements { try Change(&$0) }
            try reader.finish()
            return StoredEntry(entry, changes)
        }
    }
}

extension StoredEntry.Change {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(count: StoredEntry.elementsOfChange)
        writer.text(kind)
        writer.uuid(about)
        writer.optional(before)
        writer.optional(after)
        writer.array(count: personal.count)
        for field in personal {
            writer.array(count: StoredEntry.elementsOfField)
            writer.text(field.name)
            writer.optional(field.before)
            writer.optional(field.after)
        }
        writer.bool(isCut)
    }

    fileprivate init(_ reader: inout CBORReader) throws {
        try reader.list(of: StoredEntry.elementsOfChange)
        self.init(
            kind: try reader.text(),
            about: try reader.uuid(),
            before: try reader.optional { try $0.bytes() },
            after: try reader.optional { try $0.bytes() },
            personal: try reader.elements { reader in
                try reader.list(of: StoredEntry.elementsOfField)
                return AuditField(
                    name: try reader.text(),
                    before: try reader.optional { try $0.text() },
                    after: try reader.optional { try $0.text() }
                )
            },
            isCut: try reader.bool()
        )
    }
}

extension CBORWriter {
    fileprivate mutating func optional(_ value: String?) {
        if let value { text(value) } else { null() }
    }

    fileprivate mutating func optional(_ value: UUID?) {
        if let value { uuid(value) } else { null() }
    }

    fileprivate mutating func optional(_ value: [UInt8]?) {
        if let value { bytes(value) } else { null() }
    }
}

extension CBORReader {
    fileprivate mutating func optional<Value>(
        _ read: (inout CBORReader) throws -> Value
    ) throws -> Value? {
        guard try next() == .null else { return try read(&self) }
        try null()
        return nil
    }

    fileprivate mutating func elements<Value>(
        _ read: (inout CBORReader) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        for _ in 0..<(try array() ?? 0) { values.append(try read(&self)) }
        return values
    }

    /// Opens a list of a known length.
    fileprivate mutating func list(of count: Int) throws {
        guard try array() == count else { throw error(.invalidValue("not \(count) elements")) }
    }
}
