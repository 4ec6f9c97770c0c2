import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension ListCannedResponses: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<CannedResponse> {
        var list = ListQuery(
            of: CannedResponseRecord.self,
            by: "topic_key",
            "title_key",
            "id"
        )
        list.filter("partner", try context.caller.requirePartner())
        list.filter("topic_key", request.topic.map { Folding.key($0) })
        return try page(
            list,
            of: request,
            in: context,
            as: CannedResponseRecord.self,
            \.response
        )
    }
}

extension FindCannedResponses: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let key = Folding.key(request.search)
        guard !key.isEmpty else { throw FieldRules.refusal("search", .characters) }
        let found = try CannedResponseRecord.all(
            context.database,
            """
            SELECT *, CASE
                WHEN substr(short_code_key, 1, length(?1)) = ?1 THEN 0
                WHEN instr(title_key, ?1) > 0 THEN 1
                WHEN instr(body_key, ?1) > 0 THEN 2
            END AS place
            FROM canned_responses WHERE partner = ?2 AND place IS NOT NULL
            ORDER BY place, iif(place = 0, short_code_key, title_key), id LIMIT ?3
            """,
            [
                key, try context.caller.requirePartner(),
                request.limit ?? HelpdeskLimits.standardFoundCannedResponses,
            ]
        )
        return Reply(found: found.map(\.response))
    }
}

extension FillCannedResponse: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let database = context.database
        let partner = try context.caller.requirePartner()
        let agent = try context.caller.requireOperator()
        guard (request.cannedResponseId == nil) != (request.shortCode == nil) else {
            throw FieldRules.refusal("cannedResponseId", .exactlyOne)
        }
        guard try Entitlement.of(partner, in: database).hasCannedResponses else {
            throw Refusal(.notInPackage)
        }
        let seen = try SeenConversation.findWhole(
            request.conversationId,
            by: context.caller,
            in: database
        )
        let record =
            if let id = request.cannedResponseId {
                try CannedResponseRecord.known(id, of: partner, in: database)
            } else {
                try CannedResponseRecord.find(
                    shortCode: request.shortCode ?? "",
                    of: partner,
                    in: database
                )
            }
        guard let record else { throw Refusal(.notFound) }
        return Reply(
            text: try CannedTemplate(record.body).filled { variable in
                switch variable {
                case .customerName: try seen.record.customerName(in: database)
                case .operatorName: try OperatorRecord.name(of: agent.id, in: database)
                case .channelName: try seen.record.channelName(in: database)
                }
            }
        )
    }
}
