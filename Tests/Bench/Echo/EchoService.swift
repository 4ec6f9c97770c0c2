import OctopusCBOR
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

/// A service with one method, which costs nothing but what every call costs.
enum EchoService {
    static func definition(of tenant: TenantID) -> ServiceDefinition<Void> {
        ServiceDefinition(
            name: "bench",
            migrations: MigrationSet("bench", []),
            methods: [.memoryRead(Echo.self)],
            tenantOfPartner: { _, _ in tenant },
            makeEnvironment: { _ in }
        )
    }
}

/// Returns what it was given.
enum Echo: MemoryReadHandler {
    static let declaration = MethodDeclaration(
        "bench.v1/Echo",
        .read,
        "Returns what it was given.",
        access: .anyOf(.partnerUser(.points, .view)),
        routing: .partner
    )

    struct Request: Message { let payload: Bytes }
    typealias Reply = Request

    static func run(_ request: Request, in context: MemoryContext<Void>) -> Request { request }
}
