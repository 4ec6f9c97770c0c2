import GRDB
import Synchronization

/// The connections to the database: all are made anew when a store begins to write again.
///
/// Those of before are let go with the last read that uses them.
final class Connections: Sendable {
    private let pool: Mutex<DatabasePool>

    init(_ pool: DatabasePool) {
        self.pool = Mutex(pool)
    }

    var current: DatabasePool { pool.withLock { $0 } }

    func replace(by new: DatabasePool) {
        pool.withLock { $0 = new }
    }
}
