import OctopusIdentityContract
import Crypto
import FoundationEssentials
import OctopusMesh

/// Whose failures are counted together, and how strictly.
///
/// The name is kept as a hash: it bounds its size, and keeps e-mails and phones out of the table.
struct ThrottleKey: Hashable, Sendable {
    let hash: Data
    let policy: ThrottlePolicy

    private init(_ purpose: String, _ parts: String..., policy: ThrottlePolicy) {
        var hasher = SHA256()
        for part in [purpose] + parts {
            // The length keeps `a` + `bc` apart from `ab` + `c`.
            hasher.update(data: Data("\(part.utf8.count):".utf8))
            hasher.update(data: Data(part.utf8))
        }
        hash = Data(hasher.finalize())
        self.policy = policy
    }

    /// Passwords tried for one e-mail, whether somebody has it or not.
    static func password(_ email: String, in tenant: TenantID) -> Self {
        Self("password", tenant.description, email, policy: .account)
    }

    /// Passwords, codes and invitations tried through one program.
    static func source(_ principal: Principal) -> Self {
        Self("source", principal.name, policy: .source)
    }

    /// Codes tried for one contact.
    static func code(_ contact: String, in tenant: TenantID) -> Self {
        Self("code", tenant.description, contact, policy: .account)
    }

    static func codeRequest(_ contact: String, in tenant: TenantID) -> Self {
        Self("codeRequest", tenant.description, contact, policy: .codeRequests)
    }

    static func codeRequestSource(_ principal: Principal) -> Self {
        Self("codeRequestSource", principal.name, policy: .codeRequestsOfSource)
    }
}
