import Foundation
import OctopusContract
import Testing

@testable import OctopusServiceKit

struct StoredEntryTests {
    private let full = StoredEntry(
        AuditEntry(
            seq: 70_000,
            at: Instant(milliseconds: 1_800_000_000_000),
            method: "notes.v1/PinMemo",
            refusal: "stale",
            count: 30,
            program: "till",
            programKey: "till-key",
            tenant: TenantID(UUID()),
            partner: PartnerID(UUID()),
            subject: UUID(),
            actor: UUID(),
            session: SessionID(UUID()),
            address: "192.0.2.1",
            call: "7-8"
        ),
        [
            .init(
                kind: "notes.v1/MemoChanged",
                about: UUID(),
                before: [0xA0],
                after: [0xA1, 0x61, 0x61, 0x01],
                personal: [AuditField(name: "title", before: nil, after: "digest:00")],
                isCut: false
            ),
            .init(
                kind: "notes.v1/Long",
                about: UUID(),
                before: nil,
                after: nil,
                personal: [],
                isCut: true
            ),
        ]
    )
    private let least = StoredEntry(
        AuditEntry(seq: 1, at: Instant(milliseconds: 0), method: "a", program: "b"),
        []
    )

    @Test func `an entry comes back as it was written`() throws {
        for entry in [full, least] {
            let back = try StoredEntry(bytes: entry.bytes)
            #expect(back.entry == entry.entry && back.kinds == entry.kinds)
            #expect(back.bytes == entry.bytes)
            #expect(try back.told == entry.told)
        }
    }

    @Test func `an entry that is cut, or has something behind it, is none`() {
        for count in 0..<full.bytes.count {
            #expect(throws: (any Error).self) {
                try StoredEntry(bytes: Array(full.bytes.prefix(count)))
            }
        }
        #expect(throws: (any Error).self) { try StoredEntry(bytes: full.bytes + [0]) }
    }
}
