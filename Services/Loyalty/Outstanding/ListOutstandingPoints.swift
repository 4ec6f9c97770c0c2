import GRDB
import OctopusCBOR
package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListOutstandingPoints: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<OutstandingPoints> {
        let question = try OutstandingQuestion(
            endOfDay: request.endOfDay,
            tenant: context.caller.requireTenant(),
            partner: request.partnerId,
            at: context.now,
            in: context.database
        )
        return try page(question.list, of: request, in: context) { OutstandingPoints($0) }
    }
}

extension ExportOutstandingPoints: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<LoyaltyEnvironment>
    ) throws -> BegunExport {
        try context.beginExport(
            .outstandingPoints,
            of: OutstandingQuestion(
                endOfDay: request.endOfDay,
                tenant: context.caller.requireTenant(),
                partner: request.partnerId,
                at: context.now,
                in: context.database
            )
        )
    }
}

/// Which day, and whose points: what a list and a file are made of.
struct OutstandingQuestion: Message {
    let tenant: TenantID
    let partner: PartnerID?
    /// Counted from 1970.
    let day: Int64

    /// Looks whether the day can be told of.
    ///
    /// - Throws: `invalid`, `notFound` for another tenant's partner, `dayNotCounted`.
    init(
        endOfDay: String,
        tenant: TenantID,
        partner: PartnerID?,
        at now: Instant,
        in database: Database
    ) throws {
        var fields = FieldRules()
        let day = fields.date(endOfDay, "endOfDay") ?? 0
        try fields.check()
        try partner?.demand(of: tenant, in: database)
        let zone = try String.one(database, "SELECT time_zone FROM tenants WHERE id = ?", [tenant])
        let calendar = zone.flatMap { ReportCalendar($0) } ?? .utc
        let end = Instant(milliseconds: calendar.start(of: day + 1) * 1000)
        guard try PointAges.areCounted(until: end, at: now, in: database) else {
            throw Refusal(.dayNotCounted)
        }
        (self.tenant, self.partner, self.day) = (tenant, partner, day)
    }

    /// Ages of which something was left.
    var list: ListQuery {
        // A number, so it may stand in the statement; a cursor is bound to it.
        let left = """
            (SELECT coalesce(sum(change), 0) FROM point_age_days
                WHERE age = point_ages.seq AND day <= \(day))
            """
        var list = ListQuery(
            """
            SELECT point_ages.seq, partners.id AS partner_id, partners.name AS partner_name,
                point_type, point_types.name AS type_name, month, \(left) AS points
            FROM point_ages JOIN point_types ON point_types.id = point_type
            JOIN partners ON partners.id = point_ages.partner
            """,
            by: "point_ages.seq"
        )
        if let partner {
            list.filter("point_ages.partner", partner)
        } else {
            list.filter("point_ages.tenant", tenant)
        }
        list.sift("\(left) <> 0")
        return list
    }
}

extension OutstandingPoints {
    fileprivate init(_ row: Row) {
        self.init(
            partnerId: row["partner_id"],
            partnerName: row["partner_name"],
            pointTypeId: row["point_type"],
            pointTypeName: row["type_name"],
            awardedMonth: row["month"],
            points: row["points"]
        )
    }
}

extension ExportDefinition {
    /// The same as a file: what was given in one month a line.
    static let outstandingPoints = ExportDefinition(
        "outstanding-points",
        titles: ["partner", "point type", "given in", "points"],
        upTo: { try Int64.one($0, "SELECT max(seq) FROM point_ages") },
        list: { try CBORDecoder().decode(OutstandingQuestion.self, from: $0.request).list },
        row: { row in
            let found = OutstandingPoints(row)
            return [
                .text(found.partnerName), .text(found.pointTypeName), .text(found.awardedMonth),
                .number(found.points),
            ]
        }
    )
}
