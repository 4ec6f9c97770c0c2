import Crypto
import OctopusCBOR
import OctopusContract
import OctopusStore

/// What `--version` writes: what an operator compares before and after an upgrade.
enum VersionText {
    /// The release, the hash of what `mesh.v1/Describe` answers, and the database's newest migration.
    static func text<Environment>(of definition: ServiceDefinition<Environment>) throws -> String {
        let description = try ServiceDescription(
            service: definition.name,
            of: ServiceContract(
                methods: definition.methods.map(\.method),
                events: definition.events
            ),
            ContractIndex.mesh
        )
        let digest = SHA256.hash(data: try CBOREncoder().encode(description))
        let hash = digest.prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }
        return """
            \(definition.name) \(Release.version)
            contract \(hash.joined())
            schema \(definition.migrations.migrations.last?.name ?? "none")
            """
    }
}
