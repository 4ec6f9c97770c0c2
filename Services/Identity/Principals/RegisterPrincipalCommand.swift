import OctopusIdentityContract
import FoundationEssentials
import OctopusServiceKit
import OctopusStore

/// `identity register-principal`: the operator's first key, which then grants the others.
///
/// It is `GrantPrincipal` without a network: the same rules, the same event, harmless to repeat.
enum RegisterPrincipalCommand {
    static let command = ProcessCommand<IdentityEnvironment>(
        "Registers a program by its CURVE key, and prints its id as JSON.",
        settings: [
            Setting("name", .text(default: nil), "The program's name, as operator or acme-till."),
            Setting("public-key", .text(default: nil), "Its CURVE public key, in Z85."),
            Setting(
                "grant",
                .text(default: nil),
                "What it may call: loyalty.v1/AwardPoints, loyalty.v1/* or *; several by commas. Without "
                    + "a tenant, * is everything, also what is granted by name alone."
            ),
            Setting(
                "tenant",
                .text(default: nil),
                "The id of the one tenant that it may reach; without it, it is the installation's."
            ),
            Setting(
                "partner",
                .text(default: nil),
                "The id of the one partner of that tenant that it may reach."
            ),
        ]
    ) { instance, settings in
        try StandardOutput.write(try await run(instance, settings))
    }

    struct Printed: Codable {
        let principalId: String
    }

    static func run(
        _ instance: ServiceInstance<IdentityEnvironment>,
        _ settings: Settings
    ) async throws -> Printed {
        let tenant = try id(TenantID.self, "tenant", settings)
        var grants = try settings.demanded("grant").split { $0 == "," || $0.isWhitespace }
            .map(String.init)
        // Who has the data folder has everything, and says so with one sign.
        if tenant == nil, grants.contains("*") { grants += KnownMethods.everything }
        let request = GrantPrincipal.Request(
            name: try settings.demanded("name"),
            publicKey: try settings.demanded("public-key"),
            tenantId: tenant,
            partnerId: try id(PartnerID.self, "partner", settings),
            grants: Set(grants).sorted()
        )
        let principal = try await instance.transact {
            try PrincipalRecord.grant(request, by: .machine, in: $0)
        }
        return Printed(principalId: principal.id.description)
    }

    private static func id<ID: TypedID>(
        _ type: ID.Type,
        _ setting: String,
        _ settings: Settings
    ) throws -> ID? {
        try settings.text(setting).map { text throws(Refusal) in
            guard let id = ID(text) else {
                throw FieldRules.refusal(setting, .form, "--\(setting) is an id, a UUID.")
            }
            return id
        }
    }
}
