import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// What a log-in asks for besides the password.
enum SecondFactor {
    /// Holds a user to their second factor, if they have one.
    ///
    /// - Parameters:
    ///   - typed: A one-time code or a recovery code; nil if none came.
    ///   - user: Who has proved their password.
    ///   - repeated: Whether the same log-in was answered before, by its key.
    ///   - context: The command.
    /// - Throws: `secondFactorRequired`; `secondFactorInvalid`, which is counted; `throttled`.
    static func demand(
        _ typed: String?,
        of user: UserRecord,
        repeated: Bool = false,
        in context: CommandContext<IdentityEnvironment>
    ) throws {
        guard user.hasSecondFactor else { return }
        guard let typed, !TypedCode.isEmpty(typed) else { throw Refusal(.secondFactorRequired) }
        let throttle = Throttle.secondFactor(user)
        try throttle.check(in: context.database, at: context.now)
        guard try use(typed, of: user, repeated: repeated, in: context) else {
            context.countAfterRefusal(throttle)
            context.noteFailedProof(of: user.id.uuid, "", .secondFactorInvalid)
            throw Refusal(.secondFactorInvalid)
        }
        try throttle.forgive(in: context.database)
    }

    private static func use(
        _ typed: String,
        of user: UserRecord,
        repeated: Bool,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Bool {
        guard let symbols = TypedCode.symbols(of: typed),
            let factor = try SecondFactorRecord.find(user.id, in: context.database)
        else { return false }
        if symbols.utf8.count == OneTimeCode.digits {
            return try factor.use(symbols, repeated: repeated, in: context)
        }
        return try RecoveryCodes.use(symbols, of: user.id, repeated: repeated, in: context)
    }
}

extension UserRecord {
    /// Whether their role demands a second factor that they have not set up.
    func needsSecondFactor(in database: Database) throws -> Bool {
        try !hasSecondFactor && demandsSecondFactor(in: database)
    }
}

extension CommandContext<IdentityEnvironment> {
    /// Stores whether a user has a second factor; their other sessions end, and they are told by mail.
    @discardableResult
    func setSecondFactor(_ hasOne: Bool, of user: UserRecord) throws -> UserRecord {
        var user = user
        user.hasSecondFactor = hasOne
        user = try storeNext(of: user)
        // A role that demands codes gives something from now on, or nothing any more.
        if try user.demandsSecondFactor(in: database) {
            try rightsChanged(of: user.id.uuid, in: user.account)
        }
        try Sessions.endAll(
            of: user.id.uuid,
            except: caller.person?.session,
            lifetimes: environment.lifetimes,
            in: self
        )
        noteProof(.secondFactorSet, of: user.id.uuid)
        try mail(hasOne ? .secondFactorOn : .secondFactorOff, to: user)
        return user
    }
}
