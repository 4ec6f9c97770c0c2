import OctopusLoyaltyContract
import Crypto
import OctopusServiceKit
import Testing

@testable import OctopusLoyalty

struct SignedTextTests {
    private let ids = SeededIDs(seed: 3)
    private let secret = SymmetricKey(data: Array(repeating: UInt8(7), count: 32))
    private let tenant: TenantID
    private let signed: SignedText

    init() {
        let now = Instant(milliseconds: 1_770_000_000_000)
        tenant = TenantID(ids.uuid(at: now))
        signed = SignedText(
            .endUser,
            ids.uuid(at: now),
            of: tenant,
            until: now,
            nonce: 0xDEAD_BEEF,
            key: 513,
            secret: secret
        )
    }

    @Test func `a code is read back as it was signed`() throws {
        let read = try #require(SignedText(signed.text))
        #expect(read == signed)
        #expect(read.isGenuine(for: tenant, secret: secret))
    }

    @Test func `its text fits the alphanumeric mode of a small QR`() {
        #expect(signed.text.count == 76)
        #expect(signed.text.allSatisfy { "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:".contains($0) })
    }

    @Test func `a displayed one says whom to call, and no other may`() throws {
        let now = Instant(milliseconds: 1_770_000_000_000)
        let route = SignedText.route(to: PartnerID(ids.uuid(at: now)))
        #expect(SignedText(signed.text + route) == nil)
        let displayed = SignedText(
            .display,
            ids.uuid(at: now),
            of: tenant,
            until: now,
            nonce: 1,
            key: 1,
            secret: secret
        )
        #expect(SignedText(displayed.text) == nil)
        let text = displayed.text + route
        #expect(SignedText(text) == displayed && text.count == 109)
        #expect(text.allSatisfy { "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:".contains($0) })
        #expect(SignedText(text + "0") == nil && SignedText(String(text.dropLast())) == nil)
    }

    @Test func `every changed symbol is noticed`() {
        let symbols = Array(signed.text)
        for place in symbols.indices {
            var changed = symbols
            changed[place] = symbols[place] == "7" ? "8" : "7"
            let read = SignedText(String(changed))
            #expect(read?.isGenuine(for: tenant, secret: secret) != true)
        }
    }

    @Test func `another tenant or another key proves nothing`() {
        let other = TenantID(ids.uuid(at: Instant(milliseconds: 0)))
        #expect(!signed.isGenuine(for: other, secret: secret))
        #expect(!signed.isGenuine(for: tenant, secret: SymmetricKey(size: .bits256)))
    }

    @Test(arguments: ["", "OCT:", "OCT:0", "7K3M9QXT4R", "https://example.org", "oct:00"])
    func `other texts are no codes`(text: String) {
        #expect(SignedText(text) == nil)
        #expect(SignedText(text + String(repeating: "0", count: 72)) == nil)
    }
}
