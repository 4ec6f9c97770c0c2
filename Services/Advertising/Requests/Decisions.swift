import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit

/// Does what the tenant decided at partners' desk, once a request: credits impressions, lets ads be shown
/// and campaigns run.
enum Decisions {
    static let follower = FollowerDefinition<AdvertisingEnvironment>.effects(
        "decisions",
        of: "partners",
        [
            .act(on: RequestDecided.self, once: { $0.requestId.uuid }) { event, _, context in
                let isApproved = event.decision == .approved
                if event.kind == .advertisingPackage {
                    try context.work.decide(event.requestId, isApproved ? .approved : .rejected)
                } else if event.kind == .ad {
                    try context.work.decideAd(
                        event.requestId,
                        isApproved ? .approved : .rejected,
                        because: event.reason
                    )
                } else if event.kind == .adCampaign {
                    try context.work.decideCampaign(
                        event.requestId,
                        isApproved ? .approved : .rejected,
                        because: event.reason
                    )
                } else if let impressions = event.impressions {
                    // Add-ons bring them, those of a registration, too.
                    guard let tenant = context.tenant, let partner = context.partner else {
                        throw FollowingFault.withoutPartner
                    }
                    try context.work.credit(
                        impressions,
                        to: LedgerOwner(tenant: tenant, partner: partner),
                        for: event.requestId
                    )
                }
            },
            .act(on: RequestCancelled.self, once: { $0.requestId.uuid }) { event, _, context in
                switch event.kind {
                case .advertisingPackage: try context.work.decide(event.requestId, .cancelled)
                case .ad: try context.work.decideAd(event.requestId, .draft)
                case .adCampaign: try context.work.decideCampaign(event.requestId, .draft)
                default: break
                }
            },
        ]
    )
}

extension WorkContext<AdvertisingEnvironment> {
    fileprivate func decide(_ request: RequestID, _ status: RequestStatus) throws {
        let known = try ImpressionRequestRecord.one(
            database,
            "SELECT * FROM impression_requests WHERE id = ?",
            [request]
        )
        guard var record = known, record.status == .pending else { return }
        record.become(status, at: now)
        try record.storeChange(in: database)
        guard status == .approved else { return }
        try credit(
            record.impressions,
            to: LedgerOwner(tenant: record.tenant, partner: record.partner),
            for: record.id
        )
    }

    fileprivate func credit(
        _ amount: Int64,
        to owner: LedgerOwner,
        for request: RequestID
    ) throws {
        guard try impressions(by: .service).credit(amount, to: owner, for: request) else { return }
        try emit(
            ImpressionsCredited(requestId: request, amount: amount),
            about: request.uuid,
            tenant: owner.tenant,
            partner: owner.partner
        )
    }
}
