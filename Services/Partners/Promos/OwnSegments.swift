import FoundationEssentials
import GRDB
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

/// To which promos' segments an end user belongs, each rule asked once while a page is read.
final class OwnSegments {
    private let endUser: EndUserID
    private let tenant: TenantID
    private let now: Instant
    private let database: Database
    private var attributes: [AttributeID: SegmentAttribute]?
    /// By the rules as they are stored.
    private var answers: [String: Bool] = [:]

    init(of endUser: EndUserID, in tenant: TenantID, at now: Instant, _ database: Database) {
        (self.endUser, self.tenant, self.now, self.database) = (endUser, tenant, now, database)
    }

    /// Whether a row of `promos` is for everybody whom it reaches, or for the end user among them.
    func has(_ row: Row) throws -> Bool {
        guard let text: String = row["rule"] else { return true }
        if let known = answers[text] { return known }
        let answer = try has(JSONDecoder().decode(SegmentRule.self, from: Data(text.utf8)))
        answers[text] = answer
        return answer
    }

    func has(_ rule: SegmentRule) throws -> Bool {
        let attributes =
            try self.attributes ?? SegmentAttribute.inUse(of: tenant, in: database)
        self.attributes = attributes
        return try Audience(rule, of: tenant, among: .everybody, at: now, knowing: attributes)
            .contains(endUser, in: database)
    }
}
