import Glibc
import Synchronization

/// Looks names of hosts up, each on a thread of its own.
///
/// The system's look-up has no time limit and can't be cancelled. So the caller decides how long it
/// waits, and a second question for the same name joins the first: a name server that never answers
/// costs one thread for each name.
final class NameResolver: Sendable {
    enum Outcome: Sendable, Hashable {
        /// Numeric addresses, the system's first choice first; never empty.
        case addresses([String])
        /// The name has no address.
        case unknown
        /// The look-up failed, for the system's reason.
        case failed(String)
    }

    typealias Answer = @Sendable (Outcome) -> Void

    static let system = NameResolver()

    private let lookUp: @Sendable (String) -> Outcome
    private let waiting = Mutex<[String: [Answer]]>([:])

    /// Makes a resolver.
    ///
    /// - Parameter lookUp: Called on a thread of its own; it may take as long as it likes.
    init(_ lookUp: @escaping @Sendable (String) -> Outcome = NameResolver.ask) {
        self.lookUp = lookUp
    }

    /// Looks a name up.
    ///
    /// - Parameters:
    ///   - name: A host's name.
    ///   - answer: Called once, on a thread of the resolver's.
    func resolve(_ name: String, _ answer: @escaping Answer) {
        let isFirst = waiting.withLock { waiting in
            waiting[name, default: []].append(answer)
            return waiting[name]?.count == 1
        }
        guard isFirst else { return }
        let hasStarted = ThreadLife().start(name: "resolver") { [self] in
            finish(name, lookUp(name))
        }
        if !hasStarted { finish(name, .failed("the system has no more threads")) }
    }

    private func finish(_ name: String, _ outcome: Outcome) {
        let answers = waiting.withLock { $0.removeValue(forKey: name) ?? [] }
        for answer in answers { answer(outcome) }
    }

    /// Asks the system and waits for its answer.
    static func ask(_ name: String) -> Outcome {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(name, nil, &hints, &list)
        defer { if list != nil { freeaddrinfo(list) } }
        switch result {
        case 0: break
        case EAI_NONAME, EAI_NODATA: return .unknown
        default: return .failed(String(cString: gai_strerror(result)))
        }
        var addresses: [String] = []
        var next = list
        while let found = next {
            if let text = numeric(found.pointee), !addresses.contains(text) {
                addresses.append(text)
            }
            next = found.pointee.ai_next
        }
        return addresses.isEmpty ? .unknown : .addresses(addresses)
    }

    private static func numeric(_ found: addrinfo) -> String? {
        guard found.ai_family == AF_INET || found.ai_family == AF_INET6 else { return nil }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let result = getnameinfo(
            found.ai_addr,
            found.ai_addrlen,
            &text,
            socklen_t(text.count),
            nil,
            0,
            NI_NUMERICHOST
        )
        guard result == 0 else { return nil }
        return String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }
}

/// `EAI_NODATA`, which glibc's header shows to GNU programs only: a name without addresses.
private let EAI_NODATA: Int32 = -5
