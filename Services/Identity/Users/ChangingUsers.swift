import OctopusIdentityContract
import GRDB
import OctopusServiceKit

// What all changes of another user of the account have in common.
extension CommandContext<IdentityEnvironment> {
    /// The account's user whom a request names, if the caller may change them.
    ///
    /// - Parameters:
    ///   - id: Whom.
    ///   - version: The version that was read; nil where it does not matter.
    /// - Returns: The user as they are in this transaction.
    /// - Throws: `notFound`, also for another account's user; `aboveYourself`; `stale`.
    func userToChange(_ id: UserID, version: Int64? = nil) throws -> UserRecord {
        let user = try UserRecord.find(id, of: caller.account(), in: database)
        try Roles.demandOver(user, by: caller, in: database)
        if let version, user.version != version { throw Refusal(.stale) }
        return user
    }

    /// Refuses what nobody does to themselves, nor anybody to the Account owner.
    func demandNeitherOwnerNorOneself(_ user: UserRecord) throws(Refusal) {
        guard !user.isOwner else { throw Refusal(.isOwner) }
        guard caller.person?.subject != user.id.uuid else { throw Refusal(.notOneself) }
    }

    /// Shuts a user out of what they have: sessions, and links that were mailed to them.
    func endEverything(of user: UserRecord) throws {
        try Sessions.endAll(
            of: user.id.uuid,
            lifetimes: environment.lifetimes,
            in: self
        )
        try LinkRecord.voidAll(of: user.id, in: database)
    }

    /// Makes an invitation, which voids the one before, and mails it.
    @discardableResult
    func invite(_ user: UserRecord) throws -> Instant {
        try demandMayWriteToStrangers()
        let (secret, expiresAt) = try LinkRecord.issue(
            .invitation,
            for: user.id,
            environment.lifetimes,
            in: self
        )
        try mail(.invitation(secret, until: expiresAt), to: user)
        return expiresAt
    }
}
