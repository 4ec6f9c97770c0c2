import OctopusPartnersContract
import OctopusServiceKit

extension FollowerDefinition<PartnersEnvironment> {
    /// Puts what another service asks approval for on the tenants' desks, each request once.
    ///
    /// A service that owns such a kind is a line of the table of contents:
    ///
    ///     followers: [.approvals(of: "advertising", ApprovalWanted.self)]
    ///
    /// - Parameters:
    ///   - service: Who asks.
    ///   - event: What it tells.
    /// - Returns: The follower.
    static func approvals<E: ApprovalAsked>(of service: String, _ event: E.Type) -> Self {
        .effects(
            "approvals-\(service)",
            of: service,
            [
                .act(on: E.self, once: { $0.requestId.uuid }) { event, _, context in
                    guard let id = context.partner,
                        let partner = try PartnerRecord.find(id, in: context.database)
                    else { throw FollowingFault.withoutPartner }
                    guard event.kind.desk == .others else { throw NotItsKind(kind: event.kind) }
                    let record = try context.work.create(
                        RequestRecord(event, of: partner, at: context.work.now)
                    )
                    try context.work.note(.requested, of: id, record)
                }
            ]
        )
    }

    /// The same of a service that also tells of requests that its partner withdrew there.
    ///
    /// - Parameters:
    ///   - service: Who asks.
    ///   - event: What it tells.
    ///   - withdrawn: What it tells of a request that is wanted no longer.
    ///   - request: Which request that is.
    /// - Returns: The follower.
    static func approvals<E: ApprovalAsked, W: Event>(
        of service: String,
        _ event: E.Type,
        withdrawn: W.Type,
        _ request: @escaping @Sendable (W) -> RequestID
    ) -> Self {
        let asking = approvals(of: service, event)
        return .effects(
            asking.name,
            of: service,
            asking.handlers + [
                .act(on: W.self, once: { request($0).uuid }) { event, _, context in
                    try context.work.withdraw(request(event), of: context.tenant, context.partner)
                }
            ]
        )
    }
}

extension WorkContext<PartnersEnvironment> {
    /// Takes a request off the desk that its partner withdrew; one that is decided stays so.
    fileprivate func withdraw(
        _ id: RequestID,
        of tenant: TenantID?,
        _ partner: PartnerID?
    ) throws {
        guard let tenant, let partner else { throw FollowingFault.withoutPartner }
        let known = try RequestRecord.known(id, of: tenant, in: database)
        guard var record = known, record.partner == partner, record.status == .pending,
            record.kind.desk == .others
        else { return }
        record.lapse(at: now)
        record = try storeNext(of: record)
        try note(.cancelled, of: partner, record)
        try emit(
            RequestCancelled(requestId: record.id, kind: record.kind, cancelledAt: now),
            about: record.id.uuid,
            tenant: tenant,
            partner: partner
        )
    }
}

/// A service asks for what is not its own to ask; it is parked.
private struct NotItsKind: Error {
    let kind: RequestKind
}
