package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension GetMe: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let (caller, database) = (context.caller, context.database)
        let person = try caller.requirePerson()
        let me = try Me(person, in: database, at: context.now)
        let tenant = try TenantRecord.existing(person.tenant, in: database)
        let partner = try person.partner.map {
            try PartnerRecord.find($0, of: person.tenant, in: database)
        }
        let impersonator = try person.actor.flatMap {
            try UserRecord.known(UserID($0), of: person.tenant, in: database)
        }
        return Reply(
            userId: person.userID,
            endUserId: person.endUserID,
            sessionId: person.session,
            version: me.version,
            name: me.name,
            email: me.email,
            newEmail: me.newEmail,
            phone: me.phone,
            isOwner: me.isOwner,
            roleId: me.roleId,
            levels: Dictionary(
                uniqueKeysWithValues: person.levels.map { ($0.key.rawValue, $0.value) }
            ),
            hasSecondFactor: me.hasSecondFactor,
            needsSecondFactor: me.needsSecondFactor,
            tenantId: tenant.id,
            tenantName: tenant.name,
            locale: tenant.locale,
            currency: tenant.currency,
            timeZone: tenant.timeZone,
            partnerId: partner?.id,
            partnerName: partner?.name,
            impersonatorId: person.actor.map { UserID($0) },
            impersonatorName: impersonator?.name
        )
    }
}

/// What is known of the person who asks.
private struct Me {
    let version: Int64
    let name: String?
    let email: String?
    var newEmail: String?
    let phone: String?
    var isOwner = false
    var roleId: RoleID?
    var hasSecondFactor = false
    var needsSecondFactor = false

    init(_ person: Person, in database: Database, at now: Instant) throws {
        switch person.kind {
        case .user:
            let user = try UserRecord.find(
                UserID(person.subject),
                of: person.tenant,
                in: database
            )
            (version, name, email, phone) = (user.version, user.name, user.email, user.phone)
            newEmail = try LinkRecord.open(.newEmail, of: user.id, in: database, at: now)?.email
            (isOwner, roleId) = (user.isOwner, user.roleId)
            hasSecondFactor = user.hasSecondFactor
            needsSecondFactor = try user.needsSecondFactor(in: database)
        case .endUser:
            let endUser = try EndUserRecord.find(
                EndUserID(person.subject),
                of: person.tenant,
                in: database
            )
            (version, name, email, phone) = (
                endUser.version, endUser.name, endUser.email, endUser.phone
            )
        // No rule lets it in.
        case .service, .visitor: throw Refusal(.denied)
        }
    }
}
