package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListHolds: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Page<Hold> {
        var list = ListQuery(of: HoldRecord.self, by: "id", direction: .descending)
        list.filter("partner", try context.caller.requirePartner())
        list.filter("end_user", request.endUserId)
        if request.endUserId == nil {
            list.filter("status", request.status)
        } else {
            list.sift("status = ?", request.status)
        }
        // One whose time is up is shown as expired, though the job may not have come.
        if request.status == .pending { list.where("expires_at > ?", at: context.now) }
        return try page(list, of: request, in: context, as: HoldRecord.self) {
            $0.hold(at: context.now)
        }
    }
}
