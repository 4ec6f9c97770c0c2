import OctopusLoyaltyContract
import GRDB
import OctopusServiceKit
import struct FoundationEssentials.Data
import struct FoundationEssentials.UUID

extension ReadContext<LoyaltyEnvironment> {
    /// Signs a code for a phone's screen.
    ///
    /// It needs no writing: only honouring it does. It lives a minute, or until `end` if that is sooner.
    func makeCode(
        _ purpose: CodePurpose,
        _ subject: UUID,
        of tenant: TenantID,
        until end: Instant = .never
    ) throws -> SignedCode {
        try environment.makeCode(purpose, subject, of: tenant, until: end, at: now, in: database)
    }
}

extension LoyaltyEnvironment {
    /// The same without a read's context, for a screen of that partner if there is one.
    func makeCode(
        _ purpose: CodePurpose,
        _ subject: UUID,
        of tenant: TenantID,
        displayedBy partner: PartnerID? = nil,
        until end: Instant,
        at now: Instant,
        in database: Database
    ) throws -> SignedCode {
        let (number, secret) = try codeKeys.newest(in: database)
        let expiresAt = min(end, now.adding(CodeLife.code))
        let signed = SignedText(
            purpose,
            subject,
            of: tenant,
            until: expiresAt,
            nonce: ids.randomBytes(4).reduce(0) { $0 << 8 | UInt32($1) },
            key: number,
            secret: secret
        )
        return SignedCode(
            text: signed.text + (partner.map(SignedText.route) ?? ""),
            rotatesAt: min(end, now.adding(CodeLife.rotation)),
            validUntilAt: expiresAt
        )
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// A code that this service signed for the tenant, and that has not died.
    ///
    /// - Throws: `codeRefused`, `codeExpired`.
    func genuine(_ text: String, of tenant: TenantID) throws -> SignedText {
        guard let signed = SignedText(text),
            let secret = try environment.codeKeys.secret(numbered: signed.key, in: database),
            signed.isGenuine(for: tenant, secret: secret)
        else { throw Refusal(.codeRefused) }
        guard signed.expiresAt.isAlive(at: now, life: CodeLife.code.milliseconds) else {
            throw Refusal(.codeExpired)
        }
        return signed
    }

    /// Honours a code, once: it is remembered in the same transaction as what it brings about.
    func honour(_ text: String, of tenant: TenantID) throws -> SignedText {
        let signed = try genuine(text, of: tenant)
        let isNew = try database.run(
            "INSERT INTO spent_codes (mac, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [Data(signed.mac), signed.expiresAt]
        )
        guard isNew == 1 else { throw Refusal(.codeUsed) }
        return signed
    }
}
