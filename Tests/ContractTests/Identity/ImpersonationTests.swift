import OctopusIdentityContract
import Testing

struct ImpersonationTests {
    /// What a tenant user may change in identity who acts as a partner's owner.
    ///
    /// Everything else there is credentials, ownership, second factors or keys, or makes somebody who could
    /// come back later.
    private static let allowed: Set = [
        "identity.v1/LogOut", "identity.v1/ExitImpersonation",
    ]

    @Test func `identity's commands refuse impersonators, unless it was decided otherwise`() {
        let open = ContractIndex.identity.methods.map { $0.declaration }
            .filter { $0.kind == .command && !$0.access.refusesImpersonators }
            .filter { $0.access.rules.contains(where: \.admitsPartnersUsers) }
        #expect(Set(open.map(\.name)) == Self.allowed)
    }
}

extension AccessRule {
    fileprivate var admitsPartnersUsers: Bool {
        switch self {
        case .partnerUser, .user, .anybody: true
        case .program, .installation, .tenantUser, .endUser, .service, .visitor: false
        }
    }
}
