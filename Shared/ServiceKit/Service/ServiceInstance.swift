package import Contract
package import Mesh
package import struct FoundationEssentials.UUID

/// A service without sockets and signals: its database, its calls, its followers and jobs.
package final class ServiceInstance<Environment: Sendable>: Sendable {
    package let definition: ServiceDefinition<Environment>
    package let environment: Environment

    init(definition: ServiceDefinition<Environment>, environment: Environment) {
        self.definition = definition
        self.environment = environment
    }

    /// Calls a method through everything that a call from the wire goes through.
    ///
    /// - Parameter key: The idempotency key; a command without one gets a new one.
    /// - Throws: `CallRefused` with what the wire would have carried.
    package func perform<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        as principal: Principal,
        token: String? = nil,
        routingKey: UUID? = nil,
        key: UUID? = nil,
        seen: [LogPosition] = []
    ) async throws -> M.Reply {
        fatalError()
    }
}
