import OctopusIdentityContract
import Crypto
import FoundationEssentials
import GRDB
import OctopusServiceKit
import OctopusStore

/// An Ed25519 key that signs access tokens, as the database has it.
struct SigningKeyRecord: VersionedRecord {
    static let databaseTableName = "signing_keys"
    static let snapshotCondition: String? = "retired_at IS NULL"

    let id: UUID
    var version: Int64 = 1
    let publicKey: Data
    /// Nil once the key is retired: nobody can sign with it any more.
    var sealedPrivateKey: Data?
    private(set) var createdAt: Instant
    private(set) var usedFromAt: Instant
    var retiredAt: Instant?
    /// The installation that its tokens are for; nil in a row of a release that did not tell it.
    var audience: String?

    /// The `kid` of tokens.
    var keyId: String { id.uuidString.lowercased() }

    var scope: RecordScope { RecordScope(tenant: nil) }

    var state: SigningKeyChanged {
        SigningKeyChanged(
            version: version,
            keyId: keyId,
            publicKey: publicKey.base64URLText,
            retiredAt: retiredAt,
            audience: audience
        )
    }

    var times: KeyTimes { KeyTimes(id: id, usedFromAt: usedFromAt) }

    /// Lets it sign from then on; it was published long enough ago.
    mutating func sign(from usedFromAt: Instant) {
        createdAt = min(createdAt, usedFromAt)
        self.usedFromAt = usedFromAt
    }
}

/// The keys in the database.
enum SigningKeys {
    /// The job that makes, and retires, keys by their age.
    static let job = "signing-keys"

    /// All that are not retired, in the order in which they sign.
    static func alive(_ database: Database) throws -> [SigningKeyRecord] {
        try SigningKeyRecord.all(
            database,
            "SELECT * FROM signing_keys WHERE retired_at IS NULL ORDER BY used_from_at, id"
        )
    }

    /// The one that signs now; the oldest if the clock was set back to before it.
    static func inUse(_ database: Database, at now: Instant) throws -> SigningKeyRecord {
        let keys = try alive(database)
        guard let key = keys.last(where: { $0.usedFromAt <= now }) ?? keys.first else {
            throw Refusal(.internalError, "There is no key to sign tokens with yet; retry.")
        }
        return key
    }

    /// The one that signs now, with the installation that its tokens are for.
    static func inUse(in context: some Emitting) throws -> SigningKeyRecord {
        var key = try inUse(context.database, at: context.now)
        guard key.audience == nil else { return key }
        key.audience = try Installation.audience(in: context)
        return try context.storeNext(of: key)
    }

    /// Makes a key and publishes it.
    static func create(
        usedFromAt: Instant,
        sealer: Sealer,
        in context: some Emitting
    ) throws -> SigningKeyRecord {
        let privateKey = Curve25519.Signing.PrivateKey()
        let id = context.ids.uuid(at: context.now)
        return try context.create(
            SigningKeyRecord(
                id: id,
                publicKey: privateKey.publicKey.rawRepresentation,
                sealedPrivateKey: Data(
                    try sealer.seal(Array(privateKey.rawRepresentation), for: .signingKey(id))
                ),
                createdAt: context.now,
                usedFromAt: usedFromAt,
                audience: try Installation.audience(in: context)
            )
        )
    }

    /// Ends a key: its tokens are refused from now on, and its private half is gone.
    static func retire(_ key: SigningKeyRecord, in context: some Emitting) throws {
        var key = key
        key.retiredAt = context.now
        key.sealedPrivateKey = nil
        try context.storeNext(of: key)
    }

    /// Puts one new key in the place of all, and ends every session: tokens of all kinds are dead.
    static func replaceAll(sealer: Sealer, in context: some Emitting) throws -> SigningKeyRecord {
        // The job works out anew when the key before it is to be retired.
        try context.wake(job)
        let alive = try alive(context.database)
        let key = try create(usedFromAt: context.now, sealer: sealer, in: context)
        for other in alive { try retire(other, in: context) }
        try SessionRecord.endAll(in: context.database, at: context.now)
        return key
    }

    /// Does what is due now, and says when something is due again.
    static func keepUp(
        _ schedule: KeySchedule,
        sealer: Sealer,
        in context: some Emitting
    ) throws -> Instant {
        var keys = try alive(context.database)
        for index in keys.indices where schedule.isTooFarAhead(keys[index].times, at: context.now) {
            let ahead = schedule.publishAheadMilliseconds
            keys[index].sign(from: context.now.adding(milliseconds: ahead))
            try keys[index].update(context.database)
        }
        if let usedFromAt = schedule.newKeyUsedFromAt(keys.map(\.times), at: context.now) {
            keys.append(try create(usedFromAt: usedFromAt, sealer: sealer, in: context))
        }
        let retired = schedule.retired(keys.map(\.times), at: context.now)
        for key in keys where retired.contains(key.id) { try retire(key, in: context) }
        keys.removeAll { retired.contains($0.id) }
        return schedule.nextDueAt(keys.map(\.times), at: context.now)
    }
}
