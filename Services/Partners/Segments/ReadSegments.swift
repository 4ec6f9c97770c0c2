package import OctopusPartnersContract
import OctopusSegments
package import OctopusServiceKit

extension GetSegment: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Segment {
        try SegmentRecord.find(
            request.segmentId,
            of: context.caller.requirePartner(),
            in: context.database
        ).segment(in: context.database)
    }
}

extension ListSegments: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<Segment> {
        var list = ListQuery(of: SegmentRecord.self, by: "id", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.filter("status", request.status)
        try list.search("name_key", request.search)
        let attributes = try SegmentAttribute.inUse(
            of: context.caller.requireTenant(),
            in: context.database
        )
        return try page(list, of: request, in: context, as: SegmentRecord.self) { record in
            record.segment(attributes)
        }
    }
}
