import OctopusIdentityContract
import Testing

@testable import OctopusIdentity

struct TenantFieldsTests {
    @Test func `conventions are those of the standards`() throws {
        let fields = try TenantFields(
            name: " Octopus Mall ",
            locale: "hr-HR",
            currency: "EUR",
            timeZone: "Europe/Zagreb"
        )
        #expect(fields.name == "Octopus Mall")
    }

    @Test(arguments: [
        ("", "hr-HR", "EUR", "UTC", "tenant"), ("Mall\u{7}", "hr-HR", "EUR", "UTC", "tenant"),
        ("Mall", "", "EUR", "UTC", "locale"), ("Mall", "hr_HR", "EUR", "UTC", "locale"),
        ("Mall", "hr-HR", "eur", "UTC", "currency"), ("Mall", "hr-HR", "EURO", "UTC", "currency"),
        ("Mall", "hr-HR", "EUR", "Europe/Zagrab", "time-zone"),
    ])
    func `others are refused by name`(
        _ name: String,
        _ locale: String,
        _ currency: String,
        _ timeZone: String,
        _ path: String
    ) {
        #expect {
            try TenantFields(name: name, locale: locale, currency: currency, timeZone: timeZone)
        } throws: { error in
            (error as? Refusal)?.violations.map(\.path) == [path]
        }
    }
}
