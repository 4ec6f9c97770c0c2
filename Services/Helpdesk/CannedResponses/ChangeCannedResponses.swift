import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension CreateCannedResponse: CommandHandler {
    package static func run(
        _ request: CannedResponseTerms,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> CannedResponse {
        let terms = try request.checked()
        let partner = try context.cannedResponsesPartner()
        let count = try Int64.one(
            context.database,
            "SELECT count(*) FROM canned_responses WHERE partner = ?",
            [partner.id]
        )
        guard count ?? 0 < HelpdeskLimits.cannedResponses else {
            throw Refusal(.tooManyCannedResponses)
        }
        return try context.create(
            CannedResponseRecord(terms, id: context.newID(), of: partner)
        ).response
    }
}

extension EditCannedResponse: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> CannedResponse {
        let terms = try request.terms.checked()
        let partner = try context.cannedResponsesPartner()
        return try context.edit(
            CannedResponseRecord.self,
            request.cannedResponseId,
            of: partner.id,
            version: request.version
        ) { $0.take(terms) }.response
    }
}

extension DeleteCannedResponse: CommandHandler {
    /// What the package lacks can still be removed.
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let partner = try context.activePartner()
        var record = try CannedResponseRecord.find(
            request.cannedResponseId,
            of: partner.id,
            in: context.database
        )
        guard record.version == request.version else { throw Refusal(.stale) }
        try context.database.run("DELETE FROM canned_responses WHERE id = ?", [record.id])
        record.version += 1
        try context.emit(record.state(isDeleted: true), about: record.id.uuid, of: partner)
        return Empty()
    }
}

extension CommandContext<HelpdeskEnvironment> {
    /// The partner, if its package has prepared answers.
    ///
    /// - Throws: `notFound`, `partnerSuspended`, `notInPackage`.
    fileprivate func cannedResponsesPartner() throws -> PartnerRecord {
        let partner = try activePartner()
        guard try Entitlement.of(partner.id, in: database).hasCannedResponses else {
            throw Refusal(.notInPackage)
        }
        return partner
    }
}
