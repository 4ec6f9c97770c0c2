import Logging
import Synchronization

/// Whether the store writes.
package enum StoreState: Sendable, Hashable {
    case writable
    case readOnly(String)
}

/// Whether the store writes, and whether it may begin again by itself.
final class StoreStatus: Sendable {
    private enum State {
        case writable
        /// The writer opens the file anew from time to time, until it can be written.
        case waiting(String)
        /// What is on the disk is not known: somebody must look.
        case stopped(String)
    }

    private let state: Mutex<State>
    private let logger: Logger

    /// Read-only at the start means a full disk.
    init(_ state: StoreState, logger: Logger) {
        self.logger = logger
        switch state {
        case .writable: self.state = Mutex(.writable)
        case .readOnly(let cause): self.state = Mutex(.waiting(cause))
        }
    }

    var current: StoreState {
        state.withLock { state in
            switch state {
            case .writable: .writable
            case .waiting(let cause), .stopped(let cause): .readOnly(cause)
            }
        }
    }

    var mayRecover: Bool {
        state.withLock { state in
            if case .waiting = state { true } else { false }
        }
    }

    func stopWriting(_ cause: String, mayRecover: Bool = false) {
        state.withLock { state in
            switch (state, mayRecover) {
            case (.stopped, _): break
            case (_, false): state = .stopped(cause + "; correct the cause, then restart")
            case (.writable, true): state = .waiting(cause)
            case (.waiting, true): break
            }
        }
        logger.critical("The store writes no more", metadata: ["cause": "\(cause)"])
    }

    func writeAgain() {
        state.withLock { $0 = .writable }
        logger.notice("The store writes again")
    }
}
