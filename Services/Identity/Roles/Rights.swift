import OctopusIdentityContract
import GRDB
import OctopusServiceKit

// What a user may do: their role, as far as their account's package goes.
extension UserRecord {
    var account: Account { Account(tenant: tenantId, partner: partnerId) }

    /// What their role holds, whatever the package includes; an Account owner holds everything, a normal
    /// chat operator less.
    func heldLevels(in database: Database) throws -> [Product: Level] {
        if isOwner {
            return Dictionary(uniqueKeysWithValues: Product.allCases.map { ($0, Level.full) })
        }
        let held = try role(in: database)?.held ?? [:]
        return chatOperator?.limiting(held) ?? held
    }

    /// What they may do now: role ∩ package ∩ account.
    func levels(in database: Database) throws -> [Product: Level] {
        try Package.of(account, in: database).limiting(heldLevels(in: database))
    }

    /// Whether they must log in with a second factor.
    func demandsSecondFactor(in database: Database) throws -> Bool {
        try role(in: database)?.demandsSecondFactor ?? false
    }

    /// Their role; nil for an Account owner.
    private func role(in database: Database) throws -> RoleRecord? {
        guard let roleId else { return nil }
        return try RoleRecord.known(roleId, in: database)
    }
}

/// Deciding about roles: who may give which, and to whom.
enum Roles {
    static let maximumForAccount = 100

    /// The account's role, to be given to somebody.
    ///
    /// - Throws: `notFound`, also for another account's; `aboveYourself`.
    static func require(
        _ id: RoleID,
        of account: Account,
        grantedBy caller: Caller,
        in database: Database
    ) throws -> RoleRecord {
        let role = try RoleRecord.find(id, of: account, in: database)
        try Granter(caller, in: database).demand(role.held)
        return role
    }

    /// Whether the caller may change that user: an owner is changed by nobody else, others by those whose
    /// role holds as much.
    ///
    /// - Throws: `aboveYourself`.
    static func demandOver(
        _ user: UserRecord,
        by caller: Caller,
        in database: Database
    ) throws {
        if caller.person?.subject == user.id.uuid { return }
        guard !user.isOwner else {
            throw Refusal(.aboveYourself, "The Account owner is above you.")
        }
        try Granter(caller, in: database).demand(user.heldLevels(in: database))
    }
}

/// How far somebody may go who gives and takes roles: as far as their own, as the database has it in this
/// transaction.
struct Granter {
    let held: [Product: Level]

    /// - Throws: `denied` if the person is no active user any more.
    init(_ caller: Caller, in database: Database) throws {
        guard let user = try caller.user(in: database) else { throw Refusal(.denied) }
        held = try user.heldLevels(in: database)
    }

    /// - Throws: `aboveYourself`, with every level that is.
    ///
    /// What the package hides counts, too: it comes back with a larger one.
    func demand(_ levels: [Product: Level], path: String = "roleId") throws(Refusal) {
        let beyond = levels.inOrder.filter { entry in
            held[entry.product].map { entry.level > $0 } ?? true
        }
        guard !beyond.isEmpty else { return }
        throw Refusal(
            .aboveYourself,
            violations: beyond.map { entry in
                Violation(
                    path: path,
                    rule: "aboveYourself",
                    message: "\(entry.product.rawValue): \(entry.level.rawValue)"
                )
            }
        )
    }
}

extension Caller {
    /// The person as the database has them, while they are an active user.
    func user(in database: Database) throws -> UserRecord? {
        guard let id = person?.userID, let tenant = person?.tenant,
            let user = try UserRecord.find(id, in: database), user.tenantId == tenant,
            user.partnerId == person?.partner, user.status == .active
        else { return nil }
        return user
    }
}
