import OctopusIdentityContract
import FoundationEssentials
import Glibc
import GRDB
import Logging
import OctopusServiceKit
import OctopusStore

/// `identity recover-owner`: a new password for an Account owner who lost theirs.
///
/// It works on the database of a service that does not run; the lock file says so if it does. All
/// sessions of the owner end, and what was guessed at the account is forgotten.
enum RecoverOwnerCommand {
    static let command = ProcessCommand<IdentityEnvironment>(
        "Sets a new password for an Account owner, and prints the file that has it.",
        settings: [
            Setting("tenant", .text(default: nil), "The tenant's name or id."),
            Setting(
                "email",
                .text(default: nil),
                "Whose password; the tenant's own Account owner's unless it is set."
            ),
            Setting(
                "password-file",
                .file(default: nil),
                "The file to write, with mode 0600; recovered-owner.password of the data folder "
                    + "unless it is set."
            ),
        ]
    ) { instance, settings in
        try StandardOutput.write(try await run(instance, settings))
    }

    struct Printed: Codable {
        let tenantId: String
        let userId: String
        let email: String
        let passwordFile: String
        let endedSessions: Int
    }

    static func run(
        _ instance: ServiceInstance<IdentityEnvironment>,
        _ settings: Settings
    ) async throws -> Printed {
        let tenant = try settings.demanded("tenant")
        let email = try settings.text("email").map { typed in
            guard let email = EmailAddress(typed) else {
                throw FieldRules.refusal("email", .form, "--email is no e-mail address.")
            }
            return email
        }
        let file = try settings.output("password-file", inFolder: "recovered-owner.password")
        let user = try await instance.store.read { database in
            guard
                let found = try TenantID(tenant).map({
                    try TenantRecord.existing($0, in: database)
                }) ?? TenantRecord.named(tenant, in: database),
                let user = try email.map({
                    try UserRecord.find(email: $0, of: found.id, in: database)
                }) ?? UserRecord.owner(of: found.id, in: database)
            else { throw Refusal(.notFound, "There is no such tenant, or nobody of that e-mail.") }
            return user
        }
        let password = Data(instance.ids.randomBytes(18)).base64URLText
        let hash = try await instance.environment.hasher.hash(Password(password))
        try PrivateFile.write(password + "\n", to: file, setting: "password-file")
        do {
            let ended = try await instance.transact { try set(hash, for: user, in: $0) }
            instance.logger.warning(
                "An Account owner's password was set from the command line",
                metadata: [
                    "tenant": "\(user.tenantId)", "user": "\(user.id)", "sessions": "\(ended)",
                ]
            )
            return Printed(
                tenantId: user.tenantId.description,
                userId: user.id.description,
                email: user.email,
                passwordFile: file,
                endedSessions: ended
            )
        } catch {
            unlink(file)
            throw error
        }
    }

    /// How many sessions ended.
    private static func set(
        _ hash: String,
        for user: UserRecord,
        in context: WorkContext<IdentityEnvironment>
    ) throws -> Int {
        let database = context.database
        var user = try UserRecord.find(user.id, of: user.tenantId, in: database)
        (user.passwordHash, user.temporaryUntil, user.status) = (hash, nil, .active)
        // Who has lost everything has lost their device, too.
        try SecondFactorRecord.remove(of: user.id, in: database)
        user.hasSecondFactor = false
        try context.storeNext(of: user)
        try LinkRecord.voidAll(of: user.id, in: database)
        try Throttle(ThrottleKey(.password, user.tenantId.description, user.email))
            .forgive(in: database)
        return try Sessions.endAll(
            of: user.id.uuid,
            lifetimes: context.environment.lifetimes,
            in: context
        )
    }
}
