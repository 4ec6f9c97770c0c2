import Logging

/// What all connections of a client share; used on the socket thread.
final class ClientEnvironment {
    let thread: SocketThread
    let keys: CurveKeyPair
    let configuration: MeshClient.Configuration
    let logger: Logger
    private let owner: () -> ClientOwner?
    private var watched: [ObjectIdentifier: ClientConnection] = [:]
    private var contracts: [ClientTarget: [UInt8]] = [:]

    init(
        thread: SocketThread,
        keys: CurveKeyPair,
        configuration: MeshClient.Configuration,
        logger: Logger,
        owner: @escaping () -> ClientOwner?
    ) {
        self.thread = thread
        self.keys = keys
        self.configuration = configuration
        self.logger = logger
        self.owner = owner
    }

    var now: Int64 { MonotonicClock.nowMilliseconds }

    func watch(_ socket: ZMQSocket, _ connection: ClientConnection) {
        guard let owner = owner() else { return }
        watched[ObjectIdentifier(socket)] = connection
        thread.watch(socket, for: owner)
    }

    func unwatch(_ socket: ZMQSocket) {
        watched[ObjectIdentifier(socket)] = nil
        thread.unwatch(socket)
    }

    /// Looks a name up for a connection, which is told on the socket thread.
    func resolve(_ name: String, for target: ClientTarget) {
        configuration.resolver.resolve(name) { [weak owner = owner()] outcome in
            owner?.order(.resolved(target, name: name, outcome))
        }
    }

    /// Nil for a socket that was closed earlier in the same turn.
    func connection(of socket: ZMQSocket) -> ClientConnection? {
        watched[ObjectIdentifier(socket)]
    }

    /// Says once for each contract that a service speaks another than this program.
    ///
    /// Both may be right: a contract only grows within a version.
    func noteContract(_ hash: [UInt8], of target: ClientTarget) {
        guard let ours = configuration.contractHash, hash != ours, contracts[target] != hash else {
            return
        }
        contracts[target] = hash
        logger.info(
            "\(target.service) was built with another contract",
            metadata: ["shard": "\(target.shard)"]
        )
    }
}
