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
}

/// A service asks for what is not its own to ask; it is parked.
private struct NotItsKind: Error {
    let kind: RequestKind
}
