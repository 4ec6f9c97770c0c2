import Crypto
import Glibc
import Synchronization

/// The connection to Kamailio: frames in both directions, over loopback.
///
/// An order is sent once the one before it is carried out: Kamailio loses a frame whose length is cut by the
/// end of what it has read.
final class KamailioLink: Sendable {
    private struct State {
        var waiting: [Order] = []
        var isCarryingOut = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())
    private let news: AsyncStream<Notice>.Continuation
    /// What Kamailio tells, until it ends.
    let notices: AsyncStream<Notice>

    /// Connects, and makes sure that it is the Kamailio that was started, before it is told anything.
    ///
    /// - Returns: Nil while it does not listen yet, or if somebody else does.
    init?(to endpoint: Endpoint, secrets: LinkSecrets) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        (notices, news) = AsyncStream.makeStream(of: Notice.self)
        guard descriptor >= 0, connect(to: endpoint), isProved(by: secrets) else {
            if descriptor >= 0 { close(descriptor) }
            return nil
        }
    }

    /// Has an order carried out.
    func tell(_ order: Order) {
        state.withLock { state in
            guard !state.isCarryingOut else { return state.waiting.append(order) }
            state.isCarryingOut = write(order.frame)
        }
    }

    /// Passes on what Kamailio tells; returns when it has ended.
    func read() throws {
        defer { news.finish() }
        var reader = FrameReader()
        while let bytes = receive() {
            reader.append(bytes)
            while let frame = try reader.next() {
                switch Notice(frame) {
                case .done: goOn()
                case let notice?: news.yield(notice)
                case nil: break
                }
            }
        }
    }

    private func goOn() {
        state.withLock { state in
            guard !state.waiting.isEmpty else { return state.isCarryingOut = false }
            state.isCarryingOut = write(state.waiting.removeFirst().frame)
        }
    }

    // MARK: The socket

    private func connect(to endpoint: Endpoint) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = endpoint.port.bigEndian
        guard inet_pton(AF_INET, endpoint.host, &address.sin_addr) == 1 else { return false }
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, size) == 0
            }
        }
        setOption(IPPROTO_TCP, TCP_NODELAY)
        return isConnected
    }

    /// Both show that they know what stands in Kamailio's configuration, which none but this user can read.
    private func isProved(by secrets: LinkSecrets) -> Bool {
        var reader = FrameReader()
        func answer(to frame: Frame) -> Frame? {
            guard write(frame) else { return nil }
            while let bytes = receive() {
                reader.append(bytes)
                guard let frame = try? reader.next() else { continue }
                return frame
            }
            return nil
        }
        // Somebody else who listens there may say nothing.
        setPatience(seconds: 2)
        defer { setPatience(seconds: 0) }
        let nonce = LinkSecrets.random()
        let proof = SHA256.hash(data: Array((secrets.kamailio + nonce).utf8))
        let expected = Frame("proof", proof.map { hexadecimal($0) }.joined())
        return answer(to: Frame("hello", nonce)) == expected
            && answer(to: Frame("bridge", secrets.bridge)) == Frame("ready")
    }

    private func receive() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        // It holds for one read: otherwise the kernel's pause before an acknowledgement delays the next frame.
        setOption(IPPROTO_TCP, TCP_QUICKACK)
        while true {
            let count = recv(descriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(bytes.prefix(count)) : nil
        }
    }

    /// - Returns: False if the connection is gone, which the reading finds, too.
    private func write(_ frame: Frame) -> Bool {
        var rest = frame.bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func setPatience(seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
    }

    private func setOption(_ level: Int, _ option: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(level), option, &on, socklen_t(MemoryLayout<Int32>.size))
    }
}

/// By which Kamailio and the bridge know each other.
struct LinkSecrets: Sendable {
    let kamailio = Self.random()
    let bridge = Self.random()

    static func random() -> String {
        // A secret of one run: nothing replays it.
        var source = SystemRandomNumberGenerator()
        return (0..<32).map { _ in hexadecimal(UInt8.random(in: 0...255, using: &source)) }.joined()
    }
}

func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
