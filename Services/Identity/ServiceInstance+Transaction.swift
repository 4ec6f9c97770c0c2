import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore

extension ServiceInstance {
    /// Runs work of an operator's command in one transaction.
    func transact<T: Sendable>(
        _ body: @escaping @Sendable (WorkContext<Environment>) throws -> T
    ) async throws -> T {
        let (environment, ids) = (environment, ids)
        return try await store.write { transaction in
            try body(
                WorkContext(
                    now: Instant(milliseconds: transaction.nowMilliseconds),
                    environment: environment,
                    transaction: transaction,
                    trace: nil,
                    ids: ids
                )
            )
        }
    }
}
