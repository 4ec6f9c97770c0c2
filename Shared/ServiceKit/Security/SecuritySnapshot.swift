package import OctopusContract
import OctopusIdentityContract
package import OctopusMesh
package import struct FoundationEssentials.UUID

/// What a service knows at one moment of keys, ended sessions and programs.
package struct SecuritySnapshot: Sendable {
    /// A key of identity's that signs tokens.
    package struct SigningKey: Sendable, Hashable {
        /// Ed25519, base64url.
        package let publicKey: String
        package let retiredAt: Instant?
        /// The installation that its tokens are for; nil if identity's release does not tell it.
        package let audience: String?
        let version: Int64

        package init(
            publicKey: String,
            retiredAt: Instant?,
            audience: String? = nil,
            version: Int64 = 1
        ) {
            self.publicKey = publicKey
            self.retiredAt = retiredAt
            self.audience = audience
            self.version = version
        }
    }

    /// The newest word of a registered program, a revoked one included.
    private struct Program: Sendable {
        let version: Int64
        let key: CurvePublicKey?
    }

    package var keys: [String: SigningKey] = [:]
    /// With the moment from which each can be forgotten.
    package var endedSessions: [UUID: Instant] = [:]
    /// By the id of a user, a role, a partner or a tenant.
    var rights: [UUID: RightsMark] = [:]
    package var principals: [CurvePublicKey: Principal] = [:]
    private var programs: [PrincipalID: Program] = [:]

    package init() {}

    /// The key of that id, unless it is unknown or no longer to be trusted.
    func key(_ id: String, at now: Instant) -> SigningKey? {
        guard let key = keys[id] else { return nil }
        if let retiredAt = key.retiredAt, retiredAt <= now { return nil }
        return key
    }

    /// Takes over a signing key as it now is.
    mutating func take(_ event: SigningKeyChanged, replaces: Bool = false) {
        if let known = keys[event.keyId], known.version > event.version, !replaces { return }
        keys[event.keyId] = SigningKey(
            publicKey: event.publicKey,
            retiredAt: event.retiredAt,
            audience: event.audience,
            version: event.version
        )
    }

    /// Takes over that a session has ended, which nothing undoes.
    mutating func take(_ event: SessionEnded) {
        endedSessions[event.session.uuid] = event.forgettableAt
    }

    /// Takes over whose tokens are outdated.
    mutating func take(_ event: RightsChanged, replaces: Bool = false) {
        let mark = RightsMark(event)
        if let known = rights[event.subject], !mark.replaces(known), !replaces { return }
        rights[event.subject] = mark
    }

    /// Whether a change of rights has outdated a token of these holders that was issued there.
    func outdates(_ holders: [UUID], issuedAt: LogPosition?) -> Bool {
        guard !rights.isEmpty else { return false }
        return holders.contains { rights[$0]?.outdates(issuedAt) ?? false }
    }

    /// How much of it stands for tokens that die by themselves.
    var mortalCount: Int { endedSessions.count + rights.count }

    /// Forgets what stands for tokens that are dead by themselves.
    mutating func forget(before now: Instant) {
        endedSessions = endedSessions.filter { $0.value > now }
        rights = rights.filter { $0.value.forgettableAt > now }
    }

    /// Takes over what only memory knows: another shard's follower may have read of it.
    mutating func keep(_ memory: SecuritySnapshot) {
        endedSessions.merge(memory.endedSessions) { new, _ in new }
        rights.merge(memory.rights) { new, old in
            old.epoch == new.epoch && old.position > new.position ? old : new
        }
    }

    /// Takes over a program as it now is.
    mutating func take(_ event: PrincipalChanged, replaces: Bool = false) {
        let known = programs[event.id]
        if let known, known.version > event.version, !replaces { return }
        if let old = known?.key { principals[old] = nil }
        let key = CurvePublicKey(z85: event.publicKey)
        programs[event.id] = Program(version: event.version, key: key)
        guard event.revokedAt == nil, let key else { return }
        principals[key] = Principal(
            name: event.name,
            tenant: event.tenant?.uuid,
            partner: event.partner?.uuid,
            grants: event.grants,
            publicKey: event.publicKey
        )
    }
}
