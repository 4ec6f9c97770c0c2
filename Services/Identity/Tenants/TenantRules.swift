import OctopusIdentityContract
import FoundationEssentials
import FoundationInternationalization
import OctopusServiceKit

/// What a tenant's name and conventions must be.
struct TenantFields: Sendable, Hashable {
    let name: String
    let locale: String
    let currency: String
    let timeZone: String

    init(name: String, locale: String, currency: String, timeZone: String) throws(Refusal) {
        self.name = try FieldRules.text(name, "tenant", IdentityLimits.name)
        self.locale = locale
        self.currency = currency
        self.timeZone = timeZone
        let parts = locale.split(separator: "-", omittingEmptySubsequences: false)
        guard (2...3).contains(parts[0].utf8.count), locale.utf8.count <= 35,
            parts.allSatisfy({ part in
                (1...8).contains(part.utf8.count) && part.allSatisfy(Self.isASCIIAlphanumeric)
            })
        else {
            throw .invalid(
                Violation(
                    path: "locale",
                    rule: "form",
                    message: "A locale is BCP 47, as hr-HR or en."
                )
            )
        }
        guard currency.utf8.count == 3, currency.allSatisfy({ ("A"..."Z").contains($0) }) else {
            throw .invalid(
                Violation(
                    path: "currency",
                    rule: "form",
                    message: "A currency is ISO 4217, as EUR."
                )
            )
        }
        guard TimeZone(identifier: timeZone) != nil else {
            throw .invalid(
                Violation(
                    path: "time-zone",
                    rule: "known",
                    message: "A time zone is one of IANA's, as Europe/Zagreb."
                )
            )
        }
    }

    private static func isASCIIAlphanumeric(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
