import COctopusZeroMQ
import CoreMetrics

/// Says at each CURVE handshake whether the program is known (ZeroMQ RFC 27).
///
/// There is one for each context, so it belongs to the socket thread; each server registers its
/// domain with the directory that knows its principals. What has no directory is refused, and
/// libzmq refuses by itself when this handler is gone, because every server enforces its domain.
///
/// Trap 3: ZAP is asked at the handshake only. Its answer therefore bears the key as a property of
/// the connection, and the server asks its directory again on every frame.
final class ZAPHandler: SocketOwner, @unchecked Sendable {
    static let endpoint = "inproc://zeromq.zap.01"
    /// The property in which the answer puts the key, beside `User-Id`, the principal's name.
    static let keyProperty = "Octopus-Key"
    private static let mostParts = 16

    // On the socket thread only.
    private var directories: [String: any PrincipalDirectory] = [:]
    private var socket: ZMQSocket?
    private let message = ZMQMessage()
    private let refusals = Counter(label: "mesh_server_zap_refusals")

    func register(_ directory: any PrincipalDirectory, domain: String) {
        directories[domain] = directory
    }

    func unregister(domain: String) {
        directories[domain] = nil
    }

    // MARK: SocketOwner

    func attach(to thread: SocketThread) throws {
        let socket = try ZMQSocket(.reply, in: thread)
        try socket.set(ZMQ_LINGER, Int32(0))
        try socket.bind(Self.endpoint)
        self.socket = socket
        thread.watch(socket, for: self)
    }

    func detach(from thread: SocketThread) {
        socket?.close()
        socket = nil
    }

    func receive(from socket: ZMQSocket, budget: Int) {
        for _ in 0..<budget {
            guard socket.receive(into: message) else { return }
            var parts = [message.array]
            while message.hasMore, parts.count < Self.mostParts, socket.receive(into: message) {
                parts.append(message.array)
            }
            socket.discardRest(of: message)
            for (index, part) in answer(to: parts).enumerated() {
                _ = socket.send(part, more: index < 5)
            }
        }
    }

    func performPending(budget: Int) -> Bool { false }
    var hasPending: Bool { false }
    var nextDeadlineMilliseconds: Int64? { nil }
    func deadlinePassed(nowMilliseconds: Int64) {}

    // MARK: The answer

    /// Version, request id, domain, address, routing id, mechanism, client's key.
    private func answer(to parts: [[UInt8]]) -> [[UInt8]] {
        let requestID = parts.count > 1 ? parts[1] : []
        let version = Array("1.0".utf8)
        guard parts.count == 7, parts[0] == version, parts[5] == Array("CURVE".utf8),
            let key = CurvePublicKey(bytes: parts[6]),
            let directory = directories[String(decoding: parts[2], as: UTF8.self)],
            let principal = directory.principal(for: key)
        else {
            refusals.increment()
            return [
                version, requestID, Array("400".utf8), Array("key is not registered".utf8), [], [],
            ]
        }
        return [
            version, requestID, Array("200".utf8), Array("OK".utf8), Array(principal.name.utf8),
            Self.property(Self.keyProperty, key.z85),
        ]
    }

    /// A property as ZMTP writes it: each length before its text.
    private static func property(_ name: String, _ value: String) -> [UInt8] {
        let count = UInt32(value.utf8.count)
        return [UInt8(name.utf8.count)] + Array(name.utf8)
            + withUnsafeBytes(of: count.bigEndian) { Array($0) } + Array(value.utf8)
    }
}
