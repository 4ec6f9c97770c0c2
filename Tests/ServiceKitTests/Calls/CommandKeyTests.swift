import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

/// What a command's key and request mean to the pipeline.
@Suite struct CommandKeyTests {
    private let tenant = TenantID(UUID())

    @Test(arguments: [
        // A map whose end is said by a break, text in pieces, heads longer than needed, the tag that
        // says nothing.
        "bf 6474657874 646f6e6365 ff", "a1 6474657874 7f 626f6e 626365 ff",
        "b8 01 6474657874 646f6e6365", "a1 780474657874 7a00000004 6f6e6365",
        "d9d9f7 a1 6474657874 646f6e6365", "a1 7f 6274 65 6278 74 ff 646f6e6365",
    ])
    func `a request that means the same gets the stored answer, however it is written`(
        hex: String
    ) async throws {
        try await TestService.with(Sample.definition) { service in
            let key = service.instance.ids.uuid(at: service.clock.now)
            func write(_ body: [UInt8]) async -> CallAnswer {
                await service.instance.perform(
                    method: "sample.v1/WriteNote",
                    body: body,
                    as: .operating,
                    routingKey: tenant.uuid,
                    key: key
                )
            }
            let first = await write(try CBOREncoder().encode(WriteNote.Request(text: "once")))
            #expect(first.status == .ok)
            let again = await write(bytes(hex))
            #expect(again.status == .ok)
            #expect(again.body == first.body)
            let other = await write(try CBOREncoder().encode(WriteNote.Request(text: "twice")))
            #expect(other.status == .failedPrecondition)
        }
    }

    @Test(arguments: [
        ("919108f7-52d1-4320-9bac-f847db4148a8", "invalid", "UUIDv7"),
        ("00000000-0000-0000-0000-000000000000", "invalid", "UUIDv7"),
        ("ffffffff-ffff-ffff-ffff-ffffffffffff", "invalid", "UUIDv7"),
        ("00000000-0001-7000-8000-000000000000", "idempotencyKeyExpired", "older"),
        ("f0000000-0001-7000-8000-000000000000", "idempotencyKeyAhead", "clock"),
    ])
    func `a key that is no key says what is wrong with it`(
        text: String,
        reason: String,
        word: String
    ) async throws {
        try await TestService.with(Sample.definition) { service in
            let key = try #require(UUID(uuidString: text))
            let refusal = await #expect(throws: CallRefused.self) {
                try await service.instance.perform(
                    WriteNote.self,
                    .init(text: "no"),
                    as: .operating,
                    routingKey: tenant.uuid,
                    key: key
                )
            }
            #expect(refusal?.reason == reason)
            #expect(refusal?.message.contains(word) == true)
        }
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.filter { $0 != " " }.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }
}
