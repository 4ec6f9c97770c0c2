import FoundationEssentials
import Glibc

/// The process of Kamailio, which speaks SIP for the bridge and ends with it.
struct Kamailio {
    /// Where its programs are, and what it is to do.
    struct Setup {
        let program: String
        let folder: String
        let tcp: Endpoint
        let tls: Endpoint
        let frames: Endpoint
        let domain: String
        let algorithm: DigestAlgorithm
        let certificate: Certificate
    }

    private static let startMilliseconds = 15_000
    private static let endMilliseconds = 10_000
    private static let pauseMilliseconds = 20

    let link: KamailioLink
    let process: pid_t

    /// Starts it and connects to it; tries again while a former one still has its ports.
    ///
    /// - Throws: `BridgeFault`.
    init(_ setup: Setup) throws {
        let secrets = LinkSecrets()
        let file = "\(setup.folder)/kamailio.cfg"
        try Self.configuration(setup, secrets).write(to: file)
        var process = try Self.start(setup, file)
        for _ in 0..<(Self.startMilliseconds / Self.pauseMilliseconds) {
            if let link = KamailioLink(to: setup.frames, secrets: secrets) {
                (self.link, self.process) = (link, process)
                return
            }
            usleep(UInt32(Self.pauseMilliseconds) * 1000)
            if Self.hasEnded(process) {
                usleep(UInt32(Self.pauseMilliseconds) * 10_000)
                process = try Self.start(setup, file)
            }
        }
        kill(process, SIGKILL)
        throw BridgeFault("Kamailio does not come up; what it said is above")
    }

    /// Waits for its end, and kills it if it takes too long.
    func end() {
        kill(process, SIGTERM)
        for _ in 0..<(Self.endMilliseconds / Self.pauseMilliseconds) {
            if Self.hasEnded(process) { return }
            usleep(UInt32(Self.pauseMilliseconds) * 1000)
        }
        kill(-process, SIGKILL)
    }

    private static func hasEnded(_ process: pid_t) -> Bool {
        var status: Int32 = 0
        return waitpid(process, &status, WNOHANG) == process
    }

    /// It ends with the thread that started it, however that ends; and in a group of its own, to which it sends
    /// signals.
    private static func start(_ setup: Setup, _ file: String) throws -> pid_t {
        try Program("/usr/bin/setpriv").start(
            ["--pdeathsig", "TERM", setup.program]
                + ["-DD", "-E", "-f", file, "-Y", setup.folder, "-m", "64", "-M", "8"],
            inOwnGroup: true
        )
    }

    /// Its file, which has the secrets of the link.
    static func configuration(_ setup: Setup, _ secrets: LinkSecrets) -> PrivateFile {
        let values = [
            "TCP": setup.tcp.description, "TLS": setup.tls.description,
            "FRAMES": setup.frames.description, "DOMAIN": setup.domain,
            "KEY": setup.certificate.key, "CERTIFICATE": setup.certificate.file,
            "ALGORITHM": setup.algorithm.rawValue, "REALM": "octopus",
            "BODY": "\(SIPText.mostBytes)",
            "KAMAILIO-SECRET": secrets.kamailio, "BRIDGE-SECRET": secrets.bridge,
        ]
        let template = String(decoding: PackageResources.kamailio_cfg, as: UTF8.self)
        return PrivateFile(
            values.reduce(template) { text, value in
                text.replacing("@\(value.key)@", with: value.value)
            }
        )
    }
}
