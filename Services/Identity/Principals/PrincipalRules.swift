import OctopusIdentityContract
import OctopusMesh
import OctopusServiceKit

/// What a program's name, key and grants must be.
enum PrincipalRules {
    static let maximumGrants = 64
    /// The services' own names: the mesh map pins their keys, and nobody else is called so.
    static let reservedNames: Set = [
        "identity", "loyalty", "helpdesk", "partners", "advertising", "console",
    ]

    static func checkName(_ name: String) throws(Refusal) {
        guard (2...64).contains(name.utf8.count), name.utf8.first != UInt8(ascii: "-"),
            name.utf8.allSatisfy(isNameByte)
        else {
            throw .invalid(
                Violation(
                    path: "name",
                    rule: "form",
                    message: "A program's name has 2 to 64 of a-z, 0-9 and -, as acme-till."
                )
            )
        }
        guard !reservedNames.contains(name) else {
            throw .invalid(
                Violation(
                    path: "name",
                    rule: "reserved",
                    message: "\(name) is a service's own name."
                )
            )
        }
    }

    /// The grants without repetitions, sorted.
    static func checkedGrants(_ grants: [String]) throws(Refusal) -> [String] {
        guard (1...maximumGrants).contains(grants.count) else {
            throw .invalid(
                Violation(
                    path: "grants",
                    rule: "length",
                    message: "A program has 1 to \(maximumGrants) grants."
                )
            )
        }
        for (index, grant) in grants.enumerated() where !isGrant(grant) {
            throw .invalid(
                Violation(
                    path: "grants[\(index)]",
                    rule: "form",
                    message:
                        "A grant is a method, as loyalty.v1/AwardPoints, loyalty.v1/* or *, or a method "
                        + "for events, as mesh.v1/ReadEvents:loyalty.v1/PointsAwarded."
                )
            )
        }
        for (index, grant) in grants.enumerated() where !KnownMethods.covers(grant) {
            throw FieldRules.refusal(
                "grants[\(index)]",
                .known,
                "No service here has it, or tells it; there are "
                    + "\(KnownMethods.services.sorted().joined(separator: ", "))."
            )
        }
        return Set(grants).sorted()
    }

    /// Whether that is written as all, a service, a method or a method for events: `*`,
    /// `loyalty.v1/*`, `loyalty.v1/AwardPoints`, `mesh.v1/ReadEvents:loyalty.v1/*`.
    static func isGrant(_ text: String) -> Bool {
        if text == "*" { return true }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, text.utf8.count <= 128 else { return false }
        if parts.count == 2, parts[0].last == "*" { return false }
        return parts.allSatisfy(isName)
    }

    /// Whether it is a method, a kind or a service's: `loyalty.v1/AwardPoints`, `loyalty.v1/*`.
    private static func isName(_ text: Substring) -> Bool {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return false }
        let service = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        guard service.count == 2, !service[0].isEmpty, service[0].utf8.allSatisfy(isNameByte),
            service[1].first == "v", service[1].count >= 2,
            service[1].utf8.dropFirst().allSatisfy(isDigit)
        else { return false }
        return halves[1] == "*"
            || halves[1].first?.isUppercase == true && halves[1].utf8.allSatisfy(isLetterOrDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte)
            || byte == UInt8(ascii: "-")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
