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

extension CommandContext {
    /// Counts failures that survive the refusal that follows.
    func countAfterRefusal(_ keys: [ThrottleKey]) {
        let now = now
        afterRefusal { try Throttle.count(keys, in: $0, at: now) }
    }
}
