import FoundationEssentials
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Glibc

/// `server` prints its port and process id once it listens; `client PORT PID CALLS SECONDS BYTES`
/// keeps calls in flight on one connection and prints its figures.
@main
enum GRPCBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.dropFirst().compactMap(Double.init)
        switch (arguments.first, numbers.count) {
        case ("server", 0): try await serve()
        case ("client", 5):
            try await measure(
                port: Int(numbers[0]),
                server: Int32(numbers[1]),
                inFlight: Int(numbers[2]),
                for: numbers[3],
                bytes: Int(numbers[4])
            )
        default:
            print("usage: GRPCBenchmark server | client PORT PID CALLS SECONDS BYTES")
            exit(64)
        }
    }

    private static func serve() async throws {
        let transport = HTTP2ServerTransport.Posix(
            address: .ipv4(host: "127.0.0.1", port: 0),
            transportSecurity: .plaintext
        )
        let server = GRPCServer(transport: transport, services: [EchoService()])
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.serve() }
            guard let port = try await server.listeningAddress?.ipv4?.port else { exit(1) }
            print("ready \(port) \(getpid())")
            fflush(nil)
            try await group.waitForAll()
        }
    }

    private static func measure(
        port: Int,
        server: Int32,
        inFlight: Int,
        for seconds: Double,
        bytes: Int
    ) async throws {
        let transport = try HTTP2ClientTransport.Posix(
            target: .ipv4(address: "127.0.0.1", port: port),
            transportSecurity: .plaintext
        )
        try await withGRPCClient(transport: transport) { client in
            let request = [UInt8](repeating: 0x5A, count: bytes)
            let call: @Sendable () async throws -> Void = {
                let reply = try await client.unary(
                    request: ClientRequest(message: request),
                    descriptor: EchoService.method,
                    serializer: BytesCoder(),
                    deserializer: BytesCoder(),
                    options: .defaults
                ) { try $0.message }
                guard reply == request else { throw OtherAnswer() }
            }
            _ = try await Load.run(inFlight: inFlight, for: .seconds(seconds / 4), call)
            let (own, served) = (ProcessorTime.own(), ProcessorTime.of(server) ?? .zero)
            let load = try await Load.run(inFlight: inFlight, for: .seconds(seconds), call)
            try Figures(
                load,
                client: ProcessorTime.own() - own,
                server: (ProcessorTime.of(server) ?? .zero) - served
            ).write()
        }
    }
}

private struct OtherAnswer: Error {}
