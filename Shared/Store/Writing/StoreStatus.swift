import Logging
import Synchronization

/// Whether the store writes.
package enum StoreState: Sendable, Hashable {
    case writable
    case readOnly(String)
}

/// The state, which only ever goes from writable to read-only: what a failed commit left on the
/// disk is not known before the file is opened again.
final class StoreStatus: Sendable {
    private let state: Mutex<StoreState>
    private let logger: Logger

    init(_ state: StoreState, logger: Logger) {
        self.state = Mutex(state)
        self.logger = logger
    }

    var current: StoreState { state.withLock { $0 } }

    func stopWriting(_ cause: String) {
        state.withLock { state in
            if state == .writable { state = .readOnly(cause) }
        }
        logger.critical("The store writes no more", metadata: ["cause": "\(cause)"])
    }
}
