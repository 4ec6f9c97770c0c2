import ArgumentParser
import OctopusLoyaltyContract
import FoundationEssentials
import Glibc
import Logging
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit

/// The service that the echo measures call: all that every service has, in a process of its own.
struct EchoServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "echo-server",
        abstract: "Answers bench.v1/Echo until it is ended; its log goes to standard error."
    )

    @Argument(help: "An empty folder for its database, and for what its clients need.")
    var folder: String

    func run() async throws {
        let keys = CurveKeyPair.generate()
        let person = Person.partnerUser()
        let host = try await ServiceHost.start(
            EchoService.definition(of: person.tenant),
            configuration(keys)
        )
        try await host.welcome([person], "bench", keys, leavingIn: folder)
        print("ready")
        fflush(nil)
        await host.run { await untilKilled() }
    }

    private func configuration(_ keys: CurveKeyPair) -> ServiceHost<Void>.Configuration {
        let shard = MeshMap.Shard(endpoint: "tcp://127.0.0.1:0", publicKey: keys.publicKey)
        let sink = LogSink(service: "bench", format: .json)
        let logger = Logger(label: "bench") { _ in LineLogHandler(level: .info, sink: sink) }
        return ServiceHost.Configuration(
            map: MeshMap(services: ["bench": [shard]]),
            keys: keys,
            instance: InstanceConfiguration(
                dataFolder: "\(folder)/data",
                settings: Settings(Setting.standard),
                logger: logger
            )
        )
    }
}

extension Person {
    /// Somebody with a role as most have: a level on half of the products.
    static func partnerUser() -> Person {
        Person(
            subject: UUID(),
            kind: .user,
            tenant: TenantID(UUID()),
            partner: PartnerID(UUID()),
            session: SessionID(UUID()),
            levels: [
                .coupons: .full, .points: .full, .pointNames: .update, .promos: .update,
                .messages: .view, .chat: .update, .cannedResponses: .view, .analytics: .view,
                .myAccount: .update,
            ]
        )
    }
}
