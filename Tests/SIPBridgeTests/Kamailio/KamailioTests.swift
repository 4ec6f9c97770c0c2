import Testing

@testable import OctopusSIPBridge

struct KamailioTests {
    @Test func `the configuration has nothing left to fill in`() throws {
        let setup = Kamailio.Setup(
            program: "/usr/sbin/kamailio",
            folder: "/tmp/octopus-sip",
            tcp: Endpoint(loopback: 5060),
            tls: Endpoint(loopback: 5061),
            frames: Endpoint(loopback: 5062),
            domain: "sip.example.org",
            algorithm: .sha256,
            certificate: Certificate(file: "/c.pem", key: "/k.pem")
        )
        let text = Kamailio.configuration(setup, LinkSecrets()).text
        #expect(text.contains("listen=tcp:127.0.0.1:5060\n"))
        #expect(text.contains(#"modparam("auth", "algorithm", "SHA-256")"#))
        #expect(text.contains("@sip.example.org\";"))
        let left = text.matches(of: /@[A-Z-]+@/).map { String($0.output) }
        #expect(left == [])
        // UDP would lose a message that nobody repeats.
        #expect(!text.contains("listen=udp"))
    }

    @Test func `secrets are of one run`() {
        #expect(LinkSecrets().bridge != LinkSecrets().bridge)
        #expect(LinkSecrets.random().utf8.count == 64)
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "localhost:5060", "1.2.3:5"])
    func `what is no endpoint is refused`(_ text: String) {
        #expect(Endpoint(text) == nil)
    }
}
