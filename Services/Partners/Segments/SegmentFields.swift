import GRDB
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

/// A name and a rule, read in the form in which they are kept.
struct SegmentFields {
    let name: String
    let rule: SegmentRule

    /// - Throws: `invalid`, with everything that is wrong at once and where.
    init(
        _ name: String,
        _ rule: SegmentRule,
        of partner: PartnerRecord,
        in database: Database
    ) throws {
        var fields = FieldRules()
        self.name = fields.text(name, "name", SegmentLimits.name)
        self.rule = rule
        try Self.check(rule, of: partner, &fields, in: database)
        try fields.check()
    }

    /// Holds a rule against what the tenant asks of its end users and the partner's channels.
    static func check(
        _ rule: SegmentRule,
        of partner: PartnerRecord,
        _ fields: inout FieldRules,
        in database: Database
    ) throws {
        var check = SegmentCheck(
            try SegmentAttribute.inUse(of: partner.tenant, in: database),
            try channels(of: partner.id, in: database)
        )
        check.check(rule, "rule", &fields)
    }

    /// The partner's channels that rules may name, and whose followers are the partner's.
    static func channels(of partner: PartnerID, in database: Database) throws -> [ChannelID] {
        try ChannelID.all(
            database,
            "SELECT id FROM channels WHERE partner = ? AND status <> 'archived'",
            [partner]
        )
    }
}
