import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

private let steps = Steps<SegmentStatus>(
    .by(ArchiveSegment.self, from: .active, to: .archived)
)

extension CreateSegment: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Segment {
        let (partner, database) = (try context.activePartner(), context.database)
        let fields = try SegmentFields(request.name, request.rule, of: partner, in: database)
        let count = try Int.one(
            database,
            "SELECT count(*) FROM segments WHERE partner = ? AND status = 'active'",
            [partner.id]
        )
        guard count ?? 0 < SegmentLimits.segments else { throw Refusal(.tooManySegments) }
        return try context.create(
            SegmentRecord(fields, id: context.newID(), of: partner, at: context.now)
        ).segment(in: database)
    }
}

extension EditSegment: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Segment {
        let (partner, database) = (try context.activePartner(), context.database)
        let fields = try SegmentFields(request.name, request.rule, of: partner, in: database)
        return try context.edit(
            SegmentRecord.self,
            request.segmentId,
            of: partner.id,
            version: request.version
        ) { record in
            try record.demandActive()
            record.take(fields)
        }.segment(in: database)
    }
}

extension ArchiveSegment: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Segment {
        try context.edit(
            SegmentRecord.self,
            request.segmentId,
            of: context.activePartner().id,
            version: request.version
        ) { record in
            record.status = try steps.next(by: Self.self, from: record.status)
        }.segment(in: context.database)
    }
}
