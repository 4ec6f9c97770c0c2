import FoundationEssentials
import OctopusFairTurns

extension Share {
    /// A share by small numbers; tenant 0 is the installation.
    static func of(_ tenant: UInt8, _ program: Int = 0, _ person: UInt8 = 0) -> Share {
        Share(
            tenant: tenant == 0 ? nil : id(tenant),
            program: "program \(tenant) \(program)",
            person: person == 0 ? nil : id(person)
        )
    }

    private static func id(_ number: UInt8) -> UUID {
        UUID(uuid: (number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    }
}
