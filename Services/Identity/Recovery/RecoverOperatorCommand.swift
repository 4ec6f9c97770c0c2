import OctopusIdentityContract
import Glibc
import Logging
import OctopusMesh
import OctopusServiceKit

/// `identity recover-operator`: a new operator's key where the old one is lost.
///
/// It works on the database of a service that does not run; the lock file says so if it does. The old
/// key is revoked, since nobody knows who has it now.
enum RecoverOperatorCommand {
    static let command = ProcessCommand<IdentityEnvironment>(
        "Makes a new operator's key, revokes the old one, and prints where the new one lies.",
        settings: [
            Setting("name", .text(default: "operator"), "The program that lost its key."),
            Setting(
                "key-file",
                .file(default: nil),
                "The file to write, with mode 0600; recovered-operator.json of the data folder "
                    + "unless it is set."
            ),
        ]
    ) { instance, settings in
        try StandardOutput.write(try await run(instance, settings))
    }

    struct Printed: Codable {
        let principalId: String
        let publicKey: String
        let keyFile: String
        /// The principal of the lost key; absent if there was none of that name.
        let revokedPrincipalId: String?
    }

    static func run(
        _ instance: ServiceInstance<IdentityEnvironment>,
        _ settings: Settings
    ) async throws -> Printed {
        let name = try settings.demanded("name")
        let file = try settings.output("key-file", inFolder: "recovered-\(name).json")
        try PrincipalRules.checkName(name)
        let pair = CurveKeyPair.generate()
        try pair.write(to: file)
        do {
            let (new, lost) = try await instance.transact { context in
                let known = try PrincipalRecord.living(named: name, in: context.database)
                for var lost in known {
                    guard lost.tenantId == nil else { throw Refusal(.principalConflict) }
                    lost.revokedAt = context.now
                    try context.storeNext(of: lost)
                }
                let lost = known.last
                let wish = GrantPrincipal.Request(
                    name: name,
                    publicKey: pair.publicKey.z85,
                    grants: KnownMethods.everything
                )
                return (try PrincipalRecord.grant(wish, by: .machine, in: context), lost)
            }
            instance.logger.warning(
                "An operator's key was recovered from the command line",
                metadata: [
                    "program": "\(name)", "principal": "\(new.id)",
                    "revoked": "\(lost.map { "\($0.id)" } ?? "none")",
                ]
            )
            return Printed(
                principalId: new.id.description,
                publicKey: new.publicKey,
                keyFile: file,
                revokedPrincipalId: lost?.id.description
            )
        } catch {
            unlink(file)
            throw error
        }
    }
}
