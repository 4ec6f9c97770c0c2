import ArgumentParser
import Glibc
import Logging
import OctopusClient
import OctopusMesh
import OctopusProgram
import Synchronization

/// `octopus-sip`: operators answer chats from standard SIP clients.
@main
struct OctopusSIP: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "octopus-sip",
        abstract:
            "Lets operators answer chats from SIP clients: REGISTER and MESSAGE over TCP and TLS.",
        discussion: "It starts Kamailio, which speaks SIP, and ends with it.",
        version: Release.version
    )

    @Option(help: "A folder of its own: Kamailio's configuration, and the certificate.")
    var dataFolder: String

    @Option(help: "The mesh map.")
    var meshMap: String

    @Option(help: "The program's CURVE key.")
    var meshKeyFile: String

    @Option(help: "Where SIP over TCP is answered.")
    var tcp = Endpoint(loopback: 5060)

    @Option(help: "Where SIP over TLS is answered.")
    var tls = Endpoint(loopback: 5061)

    @Option(help: "Where Kamailio and this program talk; on the loopback.")
    var frames = Endpoint(loopback: 5062)

    @Option(help: "The domain of conversations' addresses, which clients have to find.")
    var domain = "octopus"

    @Option(
        help: "How clients show that they know their secret: MD5, or SHA-256 if all of them can."
    )
    var digest = DigestAlgorithm.md5

    @Option(help: "The certificate's chain, in PEM; without it one is made, once.")
    var certificate: String?

    @Option(help: "The certificate's private key, in PEM.")
    var privateKey: String?

    @Option(help: "Kamailio.")
    var kamailio = "/usr/sbin/kamailio"

    /// Kamailio, which is told to stop when this process is; read while a signal is handled.
    private static let process = Atomic<pid_t>(0)
    private static let isToldToStop = Atomic<Bool>(false)

    func validate() throws {
        guard
            domain.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || ".-".contains($0)) }),
            !domain.isEmpty
        else { throw ValidationError("--domain is no name of a domain") }
        guard (certificate == nil) == (privateKey == nil) else {
            throw ValidationError("--certificate and --private-key are given together")
        }
    }

    func run() throws {
        StandardStream.prepare()
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        umask(0o077)
        for number in [SIGTERM, SIGINT] {
            signal(number) { _ in
                OctopusSIP.isToldToStop.store(true, ordering: .sequentiallyConsistent)
                let process = OctopusSIP.process.load(ordering: .sequentiallyConsistent)
                if process > 0 { kill(process, SIGTERM) }
            }
        }
        let kamailio = try Kamailio(try setup())
        Self.process.store(kamailio.process, ordering: .sequentiallyConsistent)
        // Its other processes outlive the first one if that is killed: what is left goes, and the link ends.
        signal(SIGCHLD) { _ in
            kill(-OctopusSIP.process.load(ordering: .sequentiallyConsistent), SIGKILL)
        }
        // A signal that came while it started has reached nobody.
        if Self.isToldToStop.load(ordering: .sequentiallyConsistent) {
            kill(kamailio.process, SIGTERM)
        }
        let logger = Logger(label: "octopus-sip")
        logger.notice("operators register now")
        let bridge = Bridge(
            Octopus(client: try client(), algorithm: digest),
            domain: domain,
            logger: logger,
            tell: kamailio.link.tell
        )
        Task { await bridge.run(kamailio.link.notices) }
        // This thread reads until Kamailio has ended.
        try kamailio.link.read()
        kamailio.end()
        guard Self.isToldToStop.load(ordering: .sequentiallyConsistent) else {
            throw BridgeFault("Kamailio has ended")
        }
    }

    private func setup() throws -> Kamailio.Setup {
        mkdir(dataFolder, 0o700)
        let certificate: Certificate
        if let file = self.certificate, let key = privateKey {
            certificate = Certificate(file: file, key: key)
        } else {
            certificate = try Certificate(ownIn: dataFolder, domain: domain, host: tls.host)
        }
        return Kamailio.Setup(
            program: kamailio,
            folder: dataFolder,
            tcp: tcp,
            tls: tls,
            frames: frames,
            domain: domain,
            algorithm: digest,
            certificate: certificate
        )
    }

    private func client() throws -> MeshClient {
        MeshClient(
            map: try MeshMap(file: meshMap),
            keys: try CurveKeyPair(file: meshKeyFile),
            configuration: .init(instance: "octopus-sip-\(getpid())"),
            logger: Logger(label: "octopus-sip")
        )
    }
}
