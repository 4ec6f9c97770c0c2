import OctopusIdentityContract
import OctopusServiceKit

extension Caller {
    /// The tenant that the routing key names.
    var tenantInQuestion: TenantID {
        get throws {
            guard let tenant else { throw Refusal(.routingKeyMissing) }
            return tenant
        }
    }

    /// Who is logged in.
    var loggedIn: Person {
        get throws {
            guard let person else { throw Refusal(.unauthenticated) }
            return person
        }
    }
}
