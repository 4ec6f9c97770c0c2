import OctopusIdentityContract
import FoundationEssentials
import GRDB
import OctopusProgram
import OctopusServiceKit
import OctopusStore

/// `identity bootstrap`: the first tenant and its Account owner, from the command line alone.
///
/// It works on the database of a service that does not run; the lock file says so if it does. What
/// is there already is printed and left alone, so that a launcher may repeat it.
enum BootstrapCommand {
    static let command = ProcessCommand<IdentityEnvironment>(
        "Creates a tenant and its Account owner, and prints their ids as JSON.",
        settings: [
            Setting("tenant", .text(default: nil), "The tenant's name; unique."),
            Setting("owner-name", .text(default: nil), "The Account owner's name."),
            Setting("owner-email", .text(default: nil), "The e-mail that the owner logs in with."),
            Setting(
                "password-file",
                .file(default: nil),
                "A file with the owner's password, or - for standard input."
            ),
            Setting("locale", .text(default: "en-GB"), "BCP 47, as hr-HR."),
            Setting("currency", .text(default: "EUR"), "ISO 4217, as EUR."),
            Setting("time-zone", .text(default: "UTC"), "IANA, as Europe/Zagreb."),
        ]
    ) { instance, settings in
        let opened = try await run(instance, settings)
        try StandardOutput.write(opened)
    }

    struct Printed: Codable {
        let tenantId: String
        let ownerId: String
        let email: String
        let created: Bool
    }

    static func run(
        _ instance: ServiceInstance<IdentityEnvironment>,
        _ settings: Settings
    ) async throws -> Printed {
        let fields = try TenantFields(
            name: settings.demanded("tenant"),
            locale: settings.demanded("locale"),
            currency: settings.demanded("currency"),
            timeZone: settings.demanded("time-zone")
        )
        let known = try await instance.store.read { try OpenTenant.find(fields.name, in: $0) }
        let opened: OpenTenant.Opened
        if let known {
            opened = known
        } else {
            let owner = try await owner(of: fields, instance, settings)
            opened = try await instance.transact { context in
                _ = try SigningKeys.keepUp(
                    context.environment.keySchedule,
                    sealer: context.environment.sealer,
                    in: context
                )
                return try OpenTenant.run(fields, owner: owner, in: context)
            }
        }
        return Printed(
            tenantId: opened.tenant.description,
            ownerId: opened.owner.description,
            email: opened.email,
            created: opened.isNew
        )
    }

    private static func owner(
        of fields: TenantFields,
        _ instance: ServiceInstance<IdentityEnvironment>,
        _ settings: Settings
    ) async throws -> OpenTenant.Owner {
        var rules = FieldRules()
        let name = rules.text(
            try settings.demanded("owner-name"),
            "owner-name",
            IdentityLimits.name
        )
        let typed = rules.email(try settings.demanded("owner-email"), "owner-email")
        try rules.check()
        guard let email = typed else { throw FieldRules.refusal("owner-email", .form) }
        let password = Password(try PasswordFile.read(settings.demanded("password-file")))
        try PasswordRules.check(password, known: [name, email.text, fields.name])
        return OpenTenant.Owner(
            name: name,
            email: email,
            passwordHash: try await instance.environment.hasher.hash(password)
        )
    }
}

extension Settings {
    /// A text that a command can't do without.
    func demanded(_ key: String) throws -> String {
        guard let text = text(key), !text.isEmpty else {
            throw Refusal.invalid(
                Violation(path: key, rule: "required", message: "--\(key) is needed.")
            )
        }
        return text
    }
}

/// A password that is handed over without showing it to every user of the machine.
enum PasswordFile {
    static func read(_ path: String) throws(Refusal) -> String {
        do {
            return try SecretFile.firstLine(of: path)
        } catch {
            let rule =
                switch error {
                case .empty: "required"
                default: "readable"
                }
            throw .invalid(
                Violation(path: "password-file", rule: rule, message: "--password-file: \(error).")
            )
        }
    }
}
