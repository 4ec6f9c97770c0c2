import OctopusLoyaltyContract
import OctopusServiceKit

/// What a point type may be.
enum PointTypeRules {
    static let largestCount = 100
    static let longestName = 40
    static let longestMessage = 500
    static let months: ClosedRange<Int64> = 1...120
    static let days: ClosedRange<Int64> = 1...3650

    /// - Throws: Everything that is wrong, at once.
    static func check(
        name: String,
        validity: Validity?,
        noticeDays: Int64?,
        noticeMessage: String?
    ) throws(Refusal) {
        var rules = FieldRules()
        rules.text(name, "name", maximum: longestName)
        if let validity { check(validity, &rules) }
        rules.require(
            (noticeDays == nil) == (noticeMessage == nil),
            "expiryMessage",
            "together",
            "A reminder needs both its days and its message."
        )
        rules.require(
            noticeDays == nil || validity != nil,
            "expiryNoticeDays",
            "needsValidity",
            "Points that never expire have no reminder."
        )
        rules.number(noticeDays, "expiryNoticeDays", in: days)
        rules.text(noticeMessage, "expiryMessage", maximum: longestMessage, manyLines: true)
        if let noticeDays, let validity, let shortest = shortestDays(validity) {
            rules.require(
                noticeDays < shortest,
                "expiryNoticeDays",
                "beforeExpiry",
                "The reminder must come after the points were earned."
            )
        }
        try rules.check()
    }

    private static func check(_ validity: Validity, _ rules: inout FieldRules) {
        rules.require(
            (validity.months == nil) != (validity.days == nil),
            "validity",
            "oneUnit",
            "It is either so many months or so many days."
        )
        rules.number(validity.months, "validity.months", in: months)
        rules.number(validity.days, "validity.days", in: days)
    }

    /// The days that the points live at the least; nil if the validity is itself wrong.
    private static func shortestDays(_ validity: Validity) -> Int64? {
        if let days = validity.days { return days }
        guard let months = validity.months, self.months.contains(months) else { return nil }
        return months * 28
    }
}

extension String {
    /// As it is kept: line ends are `\n`, letters are composed, no blanks at both ends.
    var trimmed: String { LoyaltyLimits.message.read(self).text }
}
