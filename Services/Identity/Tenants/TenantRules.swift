import OctopusIdentityContract
import FoundationEssentials
import FoundationInternationalization
import OctopusMail
import OctopusServiceKit

/// What a tenant's name and conventions must be.
struct TenantFields: Sendable, Hashable {
    let name: String
    let locale: String
    let currency: String
    let timeZone: String
    var linksBase: String?
    var senderName: String?
    var replyTo: String?

    /// Reads what a caller sent, and says of each field what is wrong with it.
    init(_ terms: TenantTerms, _ path: String, _ rules: inout FieldRules) {
        name = rules.text(terms.name, path + "name", IdentityLimits.name)
        (locale, currency, timeZone) = (terms.locale, terms.currency, terms.timeZone)
        judge(&rules, path + "locale", path + "currency", path + "timeZone")
        linksBase = terms.linksBase.flatMap { typed in
            let links = Links(base: typed)
            rules.require(
                links != nil,
                path + "linksBase",
                .form,
                "Links begin with an address of the web, as https://account.mall.example."
            )
            return links?.base
        }
        senderName = rules.text(terms.senderName, path + "senderName", .line(1...100))
        replyTo = terms.replyTo.flatMap { rules.email($0, path + "replyTo")?.text }
    }

    /// Reads what stands on a command line.
    init(name: String, locale: String, currency: String, timeZone: String) throws(Refusal) {
        var rules = FieldRules()
        self.name = rules.text(name, "tenant", IdentityLimits.name)
        (self.locale, self.currency, self.timeZone) = (locale, currency, timeZone)
        judge(&rules, "locale", "currency", "time-zone")
        try rules.check()
    }

    private func judge(
        _ rules: inout FieldRules,
        _ localePath: String,
        _ currencyPath: String,
        _ zonePath: String
    ) {
        rules.require(isLocale, localePath, .form, "A locale is BCP 47, as hr-HR or en.")
        rules.require(
            currency.utf8.count == 3 && currency.allSatisfy { ("A"..."Z").contains($0) },
            currencyPath,
            .form,
            "A currency is ISO 4217, as EUR."
        )
        rules.require(
            TimeZone(identifier: timeZone) != nil,
            zonePath,
            .known,
            "A time zone is one of IANA's, as Europe/Zagreb."
        )
    }

    private var isLocale: Bool {
        let parts = locale.split(separator: "-", omittingEmptySubsequences: false)
        return (2...3).contains(parts[0].utf8.count) && locale.utf8.count <= 35
            && parts.allSatisfy { part in
                (1...8).contains(part.utf8.count) && part.allSatisfy(Self.isASCIIAlphanumeric)
            }
    }

    private static func isASCIIAlphanumeric(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }
}
