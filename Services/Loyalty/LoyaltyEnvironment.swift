import Contract
import ServiceKit

/// What loyalty's methods share beside the database.
package struct LoyaltyEnvironment: Sendable {
    let calendar: ExpiryCalendar
    let codeKeys: CodeKeys
}
