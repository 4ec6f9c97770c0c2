import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore

extension ServiceInstance {
    /// Runs work of an operator's command in one transaction.
    func transact<T: Sendable>(
        _ body: @escaping @Sendable (WorkContext<Environment>) throws -> T
    ) async throws -> T {
        try await Self.transact(store, environment, ids, body)
    }
}
