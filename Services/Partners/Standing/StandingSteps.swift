import OctopusIdentityContract
package import OctopusPartnersContract
package import OctopusServiceKit

/// What can be done with a partner, and what becomes of it.
private let steps = Steps<PartnerStatus>(
    .by(SuspendPartner.self, from: .active, to: .suspended),
    .by(ReactivatePartner.self, from: .suspended, to: .active)
)

extension SuspendPartner: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> MyPartner {
        let reason = try FieldRules.text(request.reason, "reason", PartnersLimits.reason)
        return try context.step(
            by: Self.self,
            request.partnerId,
            version: request.version,
            .suspended,
            reason: reason
        )
    }
}

extension ReactivatePartner: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> MyPartner {
        try context.step(
            by: Self.self,
            request.partnerId,
            version: request.version,
            .reactivated
        )
    }
}

extension CommandContext<PartnersEnvironment> {
    /// Changes a partner's standing; identity reads of it and ends its sessions.
    fileprivate func step<M: Method>(
        by method: M.Type,
        _ partner: PartnerID,
        version: Int64,
        _ activity: ActivityKind,
        reason: String? = nil
    ) throws -> MyPartner {
        let record = try edit(
            StandingRecord.self,
            partner,
            of: caller.requireTenant(),
            version: version
        ) { record in
            let status = try steps.next(by: method, from: record.status)
            record.become(status, reason: reason, at: now)
        }
        try note(activity, of: partner, reason: reason)
        return record.myPartner(try PartnershipRecord.find(partner, in: database))
    }
}
