import GRDB
import OctopusHelpdeskContract
import OctopusServiceKit

/// A prepared answer as it lies in the database.
struct CannedResponseRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "canned_responses"
    static let taken = ["short_code_key": Refusal(.shortCodeTaken)]

    let id: CannedResponseID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    private var topic = ""
    private var topicKey = ""
    private var title = ""
    private var titleKey = ""
    private var shortCode = ""
    private var shortCodeKey = ""
    private(set) var body = ""
    private var bodyKey = ""

    init(_ terms: CannedResponseTerms, id: CannedResponseID, of partner: PartnerRecord) {
        (self.id, tenant, self.partner) = (id, partner.tenant, partner.id)
        take(terms)
    }

    /// Replaces everything that can be edited.
    mutating func take(_ terms: CannedResponseTerms) {
        (topic, topicKey) = (terms.topic, Folding.key(terms.topic))
        (title, titleKey) = (terms.title, Folding.key(terms.title))
        (shortCode, shortCodeKey) = (terms.shortCode, Folding.key(terms.shortCode))
        (body, bodyKey) = (terms.body, Folding.key(terms.body))
    }

    static func find(
        shortCode: String,
        of partner: PartnerID,
        in database: Database
    ) throws -> CannedResponseRecord? {
        try one(
            database,
            "SELECT * FROM canned_responses WHERE partner = ? AND short_code_key = ?",
            [partner, Folding.key(shortCode)]
        )
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: CannedResponseChanged { state(isDeleted: false) }

    func state(isDeleted: Bool) -> CannedResponseChanged {
        CannedResponseChanged(id: id, version: version, terms: terms, isDeleted: isDeleted)
    }

    var response: CannedResponse { CannedResponse(id: id, version: version, terms: terms) }

    private var terms: CannedResponseTerms {
        CannedResponseTerms(topic: topic, title: title, shortCode: shortCode, body: body)
    }
}

extension CannedResponseTerms {
    /// The terms in their one form.
    ///
    /// - Throws: `invalid`, also for a body that is no template: who wrote it learns it, not who uses it.
    func checked() throws -> CannedResponseTerms {
        var fields = FieldRules()
        let terms = CannedResponseTerms(
            topic: fields.text(topic, "topic", HelpdeskLimits.cannedName),
            title: fields.text(title, "title", HelpdeskLimits.cannedName),
            shortCode: fields.text(shortCode, "shortCode", HelpdeskLimits.shortCode),
            body: fields.text(body, "body", HelpdeskLimits.cannedBody)
        )
        let hasBlanks = terms.shortCode.contains(where: \.isWhitespace)
        let isEmpty = Folding.key(terms.shortCode).isEmpty
        fields.require(!hasBlanks && !isEmpty, "shortCode", .form, "It has no blanks.")
        do throws(CannedTemplate.Fault) {
            _ = try CannedTemplate(terms.body)
        } catch {
            fields.refuse("body", .form, error.words)
        }
        try fields.check()
        return terms
    }
}
