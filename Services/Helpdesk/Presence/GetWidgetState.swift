import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension GetWidgetState: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Reply {
        let database = context.database
        let customer = try context.caller.requireCustomer()
        let channel = try ChannelRecord.find(
            request.channelId,
            of: context.caller.requirePartner(),
            in: database
        )
        let page = request.page.flatMap { PageAddress($0) }
        do {
            try channel.demandOpen(for: customer, in: database)
            try channel.demandWebsite(of: page, for: customer, in: database)
        } catch is Refusal {
            return Reply(state: .disabled)
        }
        let present = try ConversationRecord.find(of: customer, with: channel.id, in: database)
        if let present, present.status == .unanswered || present.status == .active {
            return Reply(
                state: .resume,
                conversationId: present.id,
                queuePosition: try present.queuePosition(in: database)
            )
        }
        let rule = try Routing.rule(for: page, of: channel.partner, in: database)
        let standing = try channel.standing(
            by: page == nil ? present?.rule : rule,
            at: context.now,
            in: database
        )
        return Reply(state: standing.state, opensAt: standing.opensAt)
    }
}

extension ChannelRecord {
    /// Whether somebody would answer now what waits by a rule, and when the hours begin if they are over.
    func standing(
        by rule: RoutingRuleID?,
        at now: Instant,
        in database: Database
    ) throws -> (state: WidgetState, opensAt: Instant?) {
        switch try ChannelHours.of(id, partner, at: now, in: database) {
        case .closed(_, let opensAt): return (.offline, opensAt)
        case .open:
            return (try Candidates.standing(at: partner, by: rule, at: now, in: database), nil)
        }
    }
}

extension Candidates {
    /// Whether somebody would answer what waits by a rule now.
    static func standing(
        at partner: PartnerID,
        by rule: RoutingRuleID?,
        at now: Instant,
        in database: Database
    ) throws -> WidgetState {
        let rule = try Routing.standing(rule, in: database)
        let isThere = try database.exists(
            """
            SELECT 1 FROM presences
            JOIN operators ON operators.id = presences.id AND is_active = 1
            WHERE presences.partner = ? AND state <> 'away' AND \(Presences.last)
                \(rule == nil ? "" : "AND " + Routing.holds(for: "presences.id"))
            LIMIT 1
            """,
            [partner, now] + (rule.map { [$0, $0] } ?? [])
        )
        guard isThere else { return .offline }
        let most = try ChatPolicyTerms.of(partner, in: database).mostConversations
        let next = try next(at: partner, by: rule, most: most, at: now, in: database)
        return next == nil ? .noSeats : .online
    }
}
