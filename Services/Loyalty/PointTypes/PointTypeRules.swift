import OctopusLoyaltyContract
import OctopusServiceKit

/// What a partner decides about a point type.
protocol PointTypeFields {
    var name: String { get }
    var validity: Validity? { get }
    var expiryNoticeDays: Int64? { get }
    var expiryMessage: String? { get }
}

extension CreatePointType.Request: PointTypeFields {}
extension EditPointType.Request: PointTypeFields {}

/// What a point type may be, beyond the limits that its messages declare.
enum PointTypeRules {
    static let largestCount = 100

    /// - Throws: Everything that is wrong, at once.
    static func check(_ point: some PointTypeFields) throws(Refusal) {
        var fields = FieldRules()
        if let validity = point.validity {
            fields.require(
                (validity.months == nil) != (validity.days == nil),
                "validity",
                .oneUnit
            )
        }
        fields.require(
            (point.expiryNoticeDays == nil) == (point.expiryMessage == nil),
            "expiryMessage",
            .together,
            "A reminder needs both its days and its message."
        )
        if let message = point.expiryMessage {
            do throws(NoticeTemplate.Fault) {
                _ = try NoticeTemplate(message.trimmed)
            } catch {
                fields.refuse("expiryMessage", .form, error.words)
            }
        }
        if let days = point.expiryNoticeDays {
            fields.require(point.validity != nil, "expiryNoticeDays", .needsValidity)
            let shortest = point.validity.flatMap { $0.days ?? $0.months.map { $0 * 28 } }
            fields.require(days < shortest ?? .max, "expiryNoticeDays", .beforeExpiry)
        }
        try fields.check()
    }
}

extension String {
    /// As it is kept: line ends are `\n`, letters are composed, no blanks at both ends.
    var trimmed: String { LoyaltyLimits.message.read(self).text }
}
