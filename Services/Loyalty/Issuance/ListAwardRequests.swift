package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListAwardRequests: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<AwardRequest> {
        var list = ListQuery(
            of: AwardRequestRecord.self,
            by: "asked_at",
            "id",
            direction: .descending
        )
        list.filter("partner", try context.caller.requirePartner())
        let bound = AwardRequestRules.expiredBy(context.now)
        switch request.status {
        case .pending:
            list.filter("status", AwardRequestStatus.pending)
            list.where("asked_at > ?", at: bound)
        case .expired:
            list.filter("status", AwardRequestStatus.pending)
            list.where("asked_at <= ?", at: bound)
        case .approved, .rejected, .cancelled, nil:
            list.filter("status", request.status)
        }
        return try page(list, of: request, in: context, as: AwardRequestRecord.self) { record in
            record.shown(at: context.now)
        }
    }
}
