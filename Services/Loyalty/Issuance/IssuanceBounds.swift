import OctopusLoyaltyContract

/// How many points may be given, as it holds at one partner.
struct IssuanceBounds: Hashable {
    let byOperator: Int64
    let byPartner: Int64
    let inTenant: Int64
    let approvalAbove: Int64

    /// What was set; the standard for what was not.
    init(byOperator: Int64?, byPartner: Int64?, inTenant: Int64?, approvalAbove: Int64?) {
        self.byOperator = byOperator ?? 1_000_000
        self.byPartner = byPartner ?? 10_000_000
        self.inTenant = inTenant ?? 100_000_000
        self.approvalAbove = approvalAbove ?? 100_000
    }

    subscript(scope: IssuanceScope) -> Int64 {
        switch scope {
        case .operator: byOperator
        case .partner: byPartner
        case .tenant: inTenant
        }
    }

    /// The limit that so many points of a day, the new ones among them, are above: the narrowest.
    func passed(by points: [IssuanceScope: Int64]) -> IssuanceScope? {
        IssuanceScope.allCases.first { points[$0, default: 0] > self[$0] }
    }

    /// Whether new points have brought an operator above four fifths of what they may give.
    ///
    /// Sums only rise, so it happens once a day.
    func isUnusual(_ points: Int64, with new: Int64) -> Bool {
        let bound = byOperator / 5 * 4 + byOperator % 5 * 4 / 5
        return points > bound && points - new <= bound
    }

    func demandNoApproval(of amount: Int64) throws(Refusal) {
        guard amount > approvalAbove else { return }
        throw Refusal(
            .approvalNeeded,
            "More than \(approvalAbove) points at once are given with the approval of a second "
                + "person: ask for it with RequestAward."
        )
    }
}
