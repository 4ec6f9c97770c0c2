import COctopusLinux
import OctopusContract
import Glibc
package import Logging

/// Answers calls over ZeroMQ: `PROTOCOL.md` from a service's side.
///
/// It lives on a socket thread; this class is what other threads hold of it.
package final class MeshServer: Sendable {
    package struct Configuration: Sendable {
        /// The service's name, as in the mesh map.
        package var service: String
        package var shard: Int
        /// Where to listen, as `tcp://…` or `ipc://…`; port 0 lets the system choose.
        package var endpoints: [String]
        package var keys: CurveKeyPair
        package var contractHash: [UInt8]
        package var limits: ServerLimits

        package init(
            service: String,
            shard: Int = 0,
            endpoints: [String],
            keys: CurveKeyPair,
            contractHash: [UInt8] = [],
            limits: ServerLimits = ServerLimits()
        ) {
            self.service = service
            self.shard = shard
            self.endpoints = endpoints
            self.keys = keys
            self.contractHash = contractHash
            self.limits = limits
        }
    }

    private let core: ServerCore
    private let thread: SocketThread

    package init(
        _ configuration: Configuration,
        thread: SocketThread,
        principals: any PrincipalDirectory,
        handler: any CallHandler,
        logger: Logger
    ) {
        self.thread = thread
        core = ServerCore(
            configuration,
            thread: thread,
            principals: principals,
            handler: handler,
            logger: logger
        )
    }

    /// Binds its endpoints and begins to answer.
    ///
    /// Waits for a name server if an endpoint has a name.
    ///
    /// - Throws: `MeshServerError` for an endpoint that can't be bound.
    package func start() throws {
        Self.raiseDescriptorLimit()
        core.listening = try core.configuration.endpoints.map { try Endpoint($0).listening() }
        try thread.attach(core)
    }

    /// Where it listens, with the port that the system chose; empty before `start`.
    package var boundEndpoints: [String] { core.endpoints.value }

    package var boundEndpoint: String { boundEndpoints.first ?? "" }

    /// Tells the clients to move away, and waits until what they asked before is answered.
    ///
    /// - Parameters:
    ///   - reason: What GOAWAY says, as `restart`.
    ///   - timeout: What is not answered by then is given up.
    package func drain(reason: String = "shutdown", timeout: Duration = .seconds(10)) async {
        await core.drain(reason: reason, timeout: timeout)
    }

    /// Closes its sockets; replies that are on their way have two seconds to leave.
    package func stop() async {
        await withCheckedContinuation { continuation in
            thread.detach(core) { continuation.resume() }
        }
    }

    /// Sessions, running and queued calls, for `Health`.
    package var load: ServerLoad { core.load.value }

    /// Trap 6: with no descriptors left the listener spins, so take all that the system gives.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

/// How much a server has to do at a moment.
package struct ServerLoad: Sendable, Hashable {
    package var sessions = 0
    package var running = 0
    package var queued = 0
    package var waitingReads = 0
}

/// Why a server can't listen, and what to do about it.
package struct MeshServerError: Error, Hashable, Sendable, CustomStringConvertible {
    package let endpoint: String
    package let number: Int32

    package var description: String {
        switch number {
        case EADDRINUSE:
            "\(endpoint) is in use: another process listens there; stop it, or configure another "
                + "endpoint"
        case EADDRNOTAVAIL, ENODEV:
            "\(endpoint) is not an address of this machine: configure one that is"
        case EACCES:
            "\(endpoint) may not be bound by this user: choose a port above 1023"
        default:
            "can't listen on \(endpoint): \(systemMessage(number))"
        }
    }
}
