import GRPCCore

/// Messages as they are: what a generated coder would cost is left out, in gRPC's favour.
struct BytesCoder: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes {
        Bytes(message)
    }

    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] {
        bytes.withUnsafeBytes { [UInt8]($0) }
    }
}

/// Returns what it was given.
struct EchoService: RegistrableRPCService {
    static let method = MethodDescriptor(
        fullyQualifiedService: "bench.Bench",
        method: "Echo",
        type: .unary
    )

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        router.registerHandler(
            forMethod: Self.method,
            deserializer: BytesCoder(),
            serializer: BytesCoder()
        ) { request, _ in
            let request = try await ServerRequest(stream: request)
            return StreamingServerResponse(
                single: ServerResponse(message: request.message)
            )
        }
    }
}
