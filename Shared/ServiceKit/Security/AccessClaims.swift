package import OctopusContract
import OctopusIdentityContract
package import JWTKit
package import struct FoundationEssentials.Date
package import struct FoundationEssentials.UUID

/// What an access token bears.
///
/// Identity signs it; every service verifies it offline.
package struct AccessClaims: JWTPayload, Hashable {
    package static let issuer = "octopus"

    package var iss = AccessClaims.issuer
    /// The installation that it is for; absent in tokens of releases that did not tell it.
    package var aud: String?
    /// The person.
    package var sub: UUID
    package var knd: Person.Kind
    /// The tenant.
    package var ten: UUID
    /// The partner; absent for a tenant's user and an end user.
    package var par: UUID?
    /// The session.
    package var sid: UUID
    /// The user's role; absent for an Account owner and an end user.
    package var rol: UUID?
    /// What the user is in the chat; absent: nothing.
    package var opr: String?
    /// The level on each product that the person has one on.
    package var lvl: [String: String]
    /// Who acts in the person's place.
    package var act: Actor?
    /// The program's key that the token was issued to, and is worth something with.
    package var cnf: Confirmation
    /// Identity's log when the token was issued.
    package var pos: Position?
    /// Seconds since 1970.
    package var iat: Int64
    package var exp: Int64

    package struct Actor: Codable, Hashable, Sendable {
        package var sub: UUID
        /// The actor's role; absent for an Account owner.
        package var rol: UUID?

        package init(sub: UUID, rol: UUID? = nil) {
            self.sub = sub
            self.rol = rol
        }
    }

    package struct Confirmation: Codable, Hashable, Sendable {
        package var curveKey: String
        package init(curveKey: String) { self.curveKey = curveKey }

        enum CodingKeys: String, CodingKey { case curveKey = "octopus-curve" }
    }

    package struct Position: Codable, Hashable, Sendable {
        package var shard: Int
        package var epoch: UUID
        package var seq: Int64

        package init(shard: Int, epoch: UUID, seq: Int64) {
            self.shard = shard
            self.epoch = epoch
            self.seq = seq
        }
    }

    package init(
        person: Person,
        audience: String? = nil,
        curveKey: String,
        position: Position?,
        issuedAt: Instant,
        expiresAt: Instant
    ) {
        aud = audience
        sub = person.subject
        knd = person.kind
        ten = person.tenant.uuid
        par = person.partner?.uuid
        sid = person.session.uuid
        rol = person.role?.uuid
        opr = person.chatOperator?.rawValue
        lvl = Dictionary(
            uniqueKeysWithValues: person.levels.map { ($0.key.rawValue, $0.value.rawValue) }
        )
        act = person.actor.map { Actor(sub: $0, rol: person.actorRole?.uuid) }
        cnf = Confirmation(curveKey: curveKey)
        pos = position
        iat = issuedAt.milliseconds / 1000
        exp = expiresAt.milliseconds / 1000
    }

    package func verify(using algorithm: some JWTAlgorithm) throws {
        guard iss == AccessClaims.issuer else {
            throw JWTError.claimVerificationFailure(
                failedClaim: nil,
                reason: "not issued by octopus"
            )
        }
    }

    /// The person; products and levels that this program does not know give nothing.
    package var person: Person {
        var levels: [Product: Level] = [:]
        for (name, word) in lvl {
            guard let product = Product(rawValue: name), let level = Level(rawValue: word) else {
                continue
            }
            levels[product] = level
        }
        return Person(
            subject: sub,
            kind: knd,
            tenant: TenantID(ten),
            partner: par.map(PartnerID.init),
            session: SessionID(sid),
            levels: levels,
            actor: act?.sub,
            role: rol.map(RoleID.init),
            actorRole: act?.rol.map(RoleID.init),
            // A kind that this program does not know is the one that sees least.
            chatOperator: opr.map { ChatOperator(rawValue: $0) ?? .normal }
        )
    }

    package var expiresAt: Instant { Instant(milliseconds: exp * 1000) }
}
