import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension CreateRoutingRule: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> RoutingRule {
        let partner = try context.administeredPartner()
        let path = try context.path(of: request.terms, partner.id)
        try context.demandRoom(in: "routing_rules", of: partner.id, most: RoutingLimits.mostRules)
        let record = try context.create(
            RoutingRuleRecord(
                request.terms,
                path,
                id: context.newID(),
                of: partner,
                at: context.now
            )
        )
        try record.index(in: context.database)
        return try record.rule(in: context.database)
    }
}

extension EditRoutingRule: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> RoutingRule {
        let partner = try context.administeredPartner()
        let path = try context.path(of: request.terms, partner.id)
        let record = try context.edit(
            RoutingRuleRecord.self,
            request.ruleId,
            of: partner.id,
            version: request.version
        ) { record in
            guard !record.isDeleted else { throw Refusal(.notFound) }
            record.take(request.terms, path)
        }
        try record.index(in: context.database)
        try context.assign(at: partner.id)
        return try record.rule(in: context.database)
    }
}

extension DeleteRoutingRule: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let partner = try context.administeredPartner()
        var record = try RoutingRuleRecord.find(
            request.ruleId,
            of: partner.id,
            in: context.database
        )
        guard !record.isDeleted else { throw Refusal(.notFound) }
        record.isDeleted = true
        try context.storeNext(of: record).unindex(in: context.database)
        try context.wake(DeletedRules.job)
        return Empty()
    }
}

extension ListRoutingRules: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<RoutingRule> {
        try context.caller.requireAdministrator()
        var list = ListQuery(of: RoutingRuleRecord.self, by: "seq")
        list.filter("partner", try context.caller.requirePartner())
        list.where("is_deleted = 0")
        return try page(list, of: request, in: context, as: RoutingRuleRecord.self) {
            try $0.rule(in: context.database)
        }
    }
}

extension CommandContext<HelpdeskEnvironment> {
    /// Which pages terms are for, if they name what the partner has.
    fileprivate func path(of terms: RoutingTerms, _ partner: PartnerID) throws -> PathPrefix {
        guard try WebsiteRecord.known(terms.websiteId, of: partner, in: database) != nil else {
            throw Refusal(.notFound)
        }
        var fields = FieldRules()
        let typed = fields.text(terms.path, "terms.path", RoutingLimits.path)
        let path: PathPrefix? = typed.map { PathPrefix($0) } ?? PathPrefix.all
        fields.require(path != nil, "terms.path", .form, "A path is written like /shop.")
        let (operators, groups) = (terms.operatorIds, terms.groupIds)
        fields.require(!operators.isEmpty || !groups.isEmpty, "terms.operatorIds", .required)
        fields.require(
            RoutingLimits.groups.contains(Int64(groups.count)),
            "terms.groupIds",
            .count
        )
        fields.require(Set(groups).count == groups.count, "terms.groupIds", .once)
        try fields.operators(operators, of: partner, in: database, path: "terms.operatorIds")
        try fields.check()
        for (place, group) in groups.enumerated()
        where try OperatorGroupRecord.known(group, of: partner, in: database) == nil {
            fields.refuse("terms.groupIds[\(place)]", .known)
        }
        try fields.check()
        return path ?? .all
    }
}

/// Makes everybody's what waits by rules that were deleted.
enum DeletedRules {
    static let job = "deleted-rules"
    private static let slice = 100

    static func run(in context: WorkContext<HelpdeskEnvironment>) throws -> JobResult {
        let database = context.database
        let rule = try RoutingRuleRecord.one(
            database,
            "SELECT * FROM routing_rules WHERE is_deleted = 1 ORDER BY seq LIMIT 1",
            []
        )
        guard let rule else { return .idle }
        let waiting = try ConversationRecord.all(
            database,
            """
            SELECT * FROM conversations WHERE partner = ? AND rule = ? AND status = 'unanswered'
            ORDER BY waiting_since_at, seq LIMIT ?
            """,
            [rule.partner, rule.id, slice]
        )
        let isWhole = try context.each(waiting) { record in
            var record = record
            record.rule = nil
            try context.storeNext(of: record)
        }
        if isWhole, waiting.count < slice {
            try database.run("DELETE FROM routing_rules WHERE id = ?", [rule.id])
            try context.assign(at: rule.partner)
        }
        return .again
    }
}
