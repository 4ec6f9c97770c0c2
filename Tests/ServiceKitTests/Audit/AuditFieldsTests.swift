import OctopusCBOR
import OctopusContract
import Testing
import struct FoundationEssentials.UUID

@testable import OctopusServiceKit

struct AuditFieldsTests {
    private struct Inner: Message {
        let title: String
        let limit: Int64?
    }

    private struct Outer: Message {
        let id: UUID
        let terms: Inner
        let grants: [String]
        let bytes: Bytes
        let isOpen: Bool
        let share: Double
    }

    private let id = UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))

    private func fields(_ message: some Message) throws -> [String: String] {
        let fields = try AuditFields.of(CBOREncoder().encode(message))
        return Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) })
    }

    @Test func `each field of a message is a text, fields of fields by their path`() throws {
        let outer = Outer(
            id: id,
            terms: Inner(title: "Tea", limit: -3),
            grants: ["a", "b"],
            bytes: Bytes([1]),
            isOpen: true,
            share: 0.5
        )
        let fields = try fields(outer)
        #expect(fields["id"] == "01020304-0506-0708-090a-0b0c0d0e0f10")
        #expect(fields["terms.title"] == "Tea" && fields["terms.limit"] == "-3")
        #expect(fields["grants"] == "a, b" && fields["isOpen"] == "true")
        #expect(fields["share"] == "0.5")
        #expect(fields["bytes"]?.hasPrefix("sha256:") == true)
    }

    @Test func `only what differs is told`() throws {
        let before = try AuditFields.of(CBOREncoder().encode(Inner(title: "Tea", limit: 1)))
        let after = try AuditFields.of(CBOREncoder().encode(Inner(title: "Coffee", limit: nil)))
        #expect(
            AuditFields.difference(before, after) == [
                AuditField(name: "title", before: "Tea", after: "Coffee"),
                AuditField(name: "limit", before: "1", after: nil),
            ]
        )
        #expect(AuditFields.difference(after, after).isEmpty)
        #expect(
            AuditFields.difference([], after) == [
                AuditField(name: "title", before: nil, after: "Coffee")
            ]
        )
    }

    @Test func `a long text stands as its beginning and a digest, and two long ones still differ`()
        throws
    {
        let one = try fields(Inner(title: String(repeating: "a", count: 5000), limit: nil))
        let two = try fields(Inner(title: String(repeating: "a", count: 5001), limit: nil))
        #expect((one["title"]?.utf8.count ?? 0) < 300)
        #expect(one["title"] != two["title"])
    }
}
