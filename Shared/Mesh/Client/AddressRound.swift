/// The addresses of a service's name, and which of them is tried next.
///
/// A round tries each address once, one right after the other, and the next round begins after the
/// backoff with what the name has then. The address that was reached last comes first.
struct AddressRound: Sendable {
    /// What the name was last known to have; kept for the time when no name server answers.
    private(set) var known: [String] = []
    private var untried: [String] = []
    private var current: String?
    private var reached: String?
    /// The most telling fault of this round.
    private var fault: LinkFault?

    /// Takes what a name server said.
    mutating func learn(_ addresses: [String]) { known = addresses }

    mutating func begin() {
        fault = nil
        untried = known
        if let reached, let place = untried.firstIndex(of: reached) {
            untried.remove(at: place)
            untried.insert(reached, at: 0)
        }
    }

    /// Whether this round has another address to try.
    var hasNext: Bool { !untried.isEmpty }

    mutating func next() -> String? {
        current = untried.isEmpty ? nil : untried.removeFirst()
        return current
    }

    /// The service answers at the address that was tried last.
    mutating func succeeded() {
        reached = current
        untried = []
        fault = nil
    }

    /// An address failed.
    ///
    /// - Returns: The fault to report for the round: a refused key tells more than a closed port.
    mutating func failed(_ found: LinkFault) -> LinkFault {
        guard let fault, !fault.isOfReach || found.isOfReach else {
            fault = found
            return found
        }
        return fault
    }
}

extension LinkFault {
    /// No program was met at the address.
    fileprivate var isOfReach: Bool {
        switch self {
        case .nothingListens, .silent, .socketFailed: true
        default: false
        }
    }
}
