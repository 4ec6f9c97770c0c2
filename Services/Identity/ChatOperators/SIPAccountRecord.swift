import Crypto
import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusServiceKit
import OctopusStore

/// A chat operator's account for SIP software.
struct SIPAccountRecord: StoredRecord {
    static let databaseTableName = "sip_accounts"

    let userId: UserID
    let username: String
    private var sealedDigests: Data?
    private(set) var secretMadeAt: Instant?
    let createdAt: Instant

    /// What all SIP accounts of an installation are for.
    static let realm = "octopus"

    static func find(_ user: UserID, in database: Database) throws -> SIPAccountRecord? {
        try one(database, "SELECT * FROM sip_accounts WHERE user_id = ?", [user])
    }

    static func find(named username: String, in database: Database) throws -> SIPAccountRecord? {
        try one(database, "SELECT * FROM sip_accounts WHERE username = ?", [username])
    }

    /// Makes an account without a secret, which opens nothing yet.
    static func open(for user: UserID, in context: CommandContext<IdentityEnvironment>) throws {
        try SIPAccountRecord(
            userId: user,
            // 80 bits, so that nobody tries names.
            username: "op-" + hexadecimal(context.randomBytes(10)),
            createdAt: context.now
        ).insert(context.database)
    }

    private init(userId: UserID, username: String, createdAt: Instant) {
        self.userId = userId
        self.username = username
        self.createdAt = createdAt
    }

    /// Makes a new secret, of which only digests are kept.
    mutating func renew(in context: CommandContext<IdentityEnvironment>) throws -> Secret {
        let secret = Secret.drawn(in: context)
        let digests = SIPDigests(username: username, realm: Self.realm, secret: secret.text)
        let bytes = Array("\(digests.md5) \(digests.sha256)".utf8)
        sealedDigests = Data(
            try context.environment.sealer.seal(bytes, for: .sipDigests(userId))
        )
        secretMadeAt = context.now
        try update(context.database)
        return secret
    }

    /// The digests; nil while there is no secret.
    func digests(_ sealer: Sealer) throws -> SIPDigests? {
        guard let sealedDigests else { return nil }
        let bytes = try sealer.open(Array(sealedDigests), at: .sipDigests(userId))
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
        return parts.count == 2 ? SIPDigests(md5: parts[0], sha256: parts[1]) : nil
    }

    var details: SIPDetails {
        SIPDetails(
            userId: userId,
            username: username,
            realm: Self.realm,
            secretMadeAt: secretMadeAt
        )
    }
}

/// HA1 of RFC 3261 and RFC 8760.
struct SIPDigests: Sendable, Hashable {
    let md5: String
    let sha256: String

    init(md5: String, sha256: String) {
        (self.md5, self.sha256) = (md5, sha256)
    }

    init(username: String, realm: String, secret: String) {
        let text = Data("\(username):\(realm):\(secret)".utf8)
        self.init(
            // What SIP software speaks; the secret has 256 random bits, so the digest gives nothing away.
            md5: hexadecimal(Insecure.MD5.hash(data: text)),
            sha256: hexadecimal(SHA256.hash(data: text))
        )
    }
}

private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
