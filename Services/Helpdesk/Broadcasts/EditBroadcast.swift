import GRDB
import OctopusFiles
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension CreateBroadcast: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> BroadcastStanding {
        let partner = try context.partnerThatSends()
        let fields = try BroadcastFields(
            request.terms,
            of: partner,
            from: context.uploads,
            at: context.now,
            in: context.database
        )
        let count = try Int64.one(
            context.database,
            """
            SELECT count(*) FROM broadcasts WHERE partner = ?
                AND status IN ('draft', 'requested', 'scheduled', 'sending', 'paused')
            """,
            [partner.id]
        )
        guard count ?? 0 < HelpdeskLimits.broadcasts else { throw Refusal(.tooManyBroadcasts) }
        let record = try context.create(
            BroadcastRecord(fields, id: context.newID(), of: partner, at: context.now)
        )
        try context.claimFile(of: record, from: context.uploads)
        return record.standing
    }
}

extension EditBroadcast: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> BroadcastStanding {
        let partner = try context.partnerThatSends()
        let record = try context.edit(
            BroadcastRecord.self,
            request.broadcastId,
            of: partner.id,
            version: request.version
        ) { record in
            // What was asked for, approved or sent stays as it was.
            guard record.status == .draft else {
                throw Refusal(.wrongState, "It is \(record.status.rawValue); it must be draft.")
            }
            record.take(
                try BroadcastFields(
                    request.terms,
                    of: partner,
                    from: context.uploads,
                    having: record.file,
                    at: context.now,
                    in: context.database
                )
            )
        }
        try context.claimFile(of: record, from: context.uploads)
        return record.standing
    }
}

extension CommandContext<HelpdeskEnvironment> {
    /// The caller's partner, if its package has messages to many.
    ///
    /// - Throws: `partnerSuspended`, `notInPackage`.
    func partnerThatSends() throws -> PartnerRecord {
        let partner = try activePartner()
        guard try Entitlement.of(partner.id, in: database).hasMessages else {
            throw Refusal(.notInPackage)
        }
        return partner
    }

    /// Where what the caller uploads lies.
    fileprivate var uploads: FileSpace { get throws { try environment.space(of: caller) } }
}
