package import GRDB
package struct MigrationSet: Sendable { package init() {} }
package final class Store: Sendable {
    package func read<T: Sendable>(_ body: @Sendable (Database) throws -> T) async throws -> T { fatalError() }
}
extension Transaction {
    @discardableResult package func append(_ event: NewEvent) throws -> Int64 { 0 }
}
