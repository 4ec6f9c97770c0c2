import FoundationEssentials
import GRDB
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

/// To which promos' segments an end user belongs, each rule asked once while a page is read.
final class OwnSegments {
    /// To read a rule and to compile it costs as much as some conditions.
    private static let weight = 4

    private let endUser: EndUserID
    private let tenant: TenantID
    private let now: Instant
    private let database: Database
    private var attributes: [AttributeID: SegmentAttribute]?
    private var answers: [Question: Bool] = [:]

    /// A rule as it is stored, and whose it is.
    private struct Question: Hashable {
        let partner: PartnerID
        let rule: String
    }

    init(of endUser: EndUserID, in tenant: TenantID, at now: Instant, _ database: Database) {
        (self.endUser, self.tenant, self.now, self.database) = (endUser, tenant, now, database)
    }

    /// Whether a row of `promos` is for everybody whom it reaches, or for the end user among them.
    ///
    /// - Parameters:
    ///   - row: The promo's.
    ///   - budget: The weight of a rule that is asked is taken from it.
    /// - Returns: Whether it is for them.
    /// - Throws: What the database throws.
    func has(_ row: Row, spending budget: inout Int) throws -> Bool {
        guard let text: String = row["rule"] else { return true }
        let question = Question(partner: row["partner"], rule: text)
        if let known = answers[question] { return known }
        let rule = try JSONDecoder().decode(SegmentRule.self, from: Data(text.utf8))
        budget -= Self.weight + rule.weight
        let answer = try has(rule, of: question.partner)
        answers[question] = answer
        return answer
    }

    func has(_ rule: SegmentRule, of partner: PartnerID) throws -> Bool {
        let attributes =
            try self.attributes ?? SegmentAttribute.inUse(of: tenant, in: database)
        self.attributes = attributes
        return try Audience(
            rule,
            by: partner,
            of: tenant,
            among: .everybody,
            at: now,
            knowing: attributes
        ).contains(endUser, in: database)
    }
}
