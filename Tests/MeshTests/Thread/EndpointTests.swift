import Testing

@testable import OctopusMesh

struct EndpointTests {
    @Test(arguments: [
        ("tcp://127.0.0.1:7401", "tcp://127.0.0.1:7401"), ("tcp://[::1]:7401", "tcp://[::1]:7401"),
        ("tcp://::1:7401", "tcp://[::1]:7401"), ("tcp://[fe80::1%lo]:1", "tcp://[fe80::1%lo]:1"),
        ("ipc:///run/octopus/loyalty", "ipc:///run/octopus/loyalty"), ("tcp://*:0", "tcp://*:0"),
        ("tcp://nonsense", "tcp://nonsense"), ("tcp://:7401", "tcp://:7401"), ("", ""),
    ])
    func `what needs no name server is handed on`(text: String, numeric: String) {
        let endpoint = Endpoint(text)
        #expect(endpoint.name == nil)
        #expect(endpoint.numeric == numeric)
    }

    @Test(arguments: ["loyalty.mall.example", "localhost", "host-1", "[v6only]", "127.1", "a.b."])
    func `a name is looked up first`(host: String) {
        let endpoint = Endpoint("tcp://\(host):7401")
        #expect(endpoint.name == host.filter { !"[]".contains($0) })
        #expect(endpoint.at("10.0.0.1") == "tcp://10.0.0.1:7401")
        #expect(endpoint.at("2001:db8::1") == "tcp://[2001:db8::1]:7401")
    }

    @Test
    func `a service listens at its name's IPv4 address, at an interface, and says what is none`()
        throws
    {
        #expect(try Endpoint("tcp://localhost:0").listening() == "tcp://127.0.0.1:0")
        #expect(try Endpoint("tcp://lo:0").listening() == "tcp://lo:0")
        // Longer than a label may be, so that no name server is asked.
        let none = String(repeating: "a", count: 70)
        let error = #expect(throws: MeshServerError.self) {
            try Endpoint("tcp://\(none).example:0").listening()
        }
        #expect(error?.description.contains("not an address of this machine") == true)
    }
}
