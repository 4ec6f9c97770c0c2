import OctopusIdentityContract
import OctopusCBOR
import OctopusLoyaltyContract
import FoundationEssentials
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import Synchronization
import OctopusTestKit

/// A service in identity's place, whose log tells of end users.
final class EndUserSource: Sendable {
    private let running: RunningHost<Void>
    private let keys: CurveKeyPair
    private let count = Mutex(0)
    private static let endUsers = 10_000

    static func start(folder: String, _ keys: CurveKeyPair) async throws -> EndUserSource {
        let definition = ServiceDefinition<Void>(
            name: "identity",
            migrations: MigrationSet("identity", []),
            methods: [],
            tenantOfPartner: { _, _ in nil },
            makeEnvironment: { _ in }
        )
        let shard = MeshMap.Shard(endpoint: "tcp://127.0.0.1:0", publicKey: keys.publicKey)
        let running = try await RunningHost.start(
            definition,
            ServiceHost.Configuration(
                map: MeshMap(services: ["identity": [shard]]),
                keys: keys,
                instance: InstanceConfiguration(
                    dataFolder: folder,
                    settings: Settings(Setting.standard),
                    logger: .silent
                )
            )
        )
        return EndUserSource(running, keys)
    }

    private init(_ running: RunningHost<Void>, _ keys: CurveKeyPair) {
        self.running = running
        self.keys = keys
    }

    private var host: ServiceHost<Void> { running.host }

    var shard: MeshMap.Shard {
        MeshMap.Shard(endpoint: host.endpoint, publicKey: keys.publicKey)
    }

    func admit(_ keys: CurveKeyPair) {
        let principal = Principal(
            name: "loyalty",
            tenant: nil,
            grants: ["*"],
            publicKey: keys.publicKey.z85
        )
        host.instance.security.change { $0.principals[keys.publicKey] = principal }
    }

    /// Tells of that many changes.
    ///
    /// - Returns: where the log stands then, on disk.
    @discardableResult
    func append(_ number: Int) async throws -> LogPosition {
        let first = count.withLock { count in
            defer { count += number }
            return count
        }
        for start in stride(from: first, to: first + number, by: 1_000) {
            let some = start..<min(start + 1_000, first + number)
            try await host.instance.store.write { transaction in
                for one in some { try Self.append(one, transaction) }
            }
        }
        let head = host.instance.store.head
        return LogPosition(service: "identity", shard: 0, epoch: head.epoch, seq: head.seq)
    }

    func stop() async { await running.stop() }

    /// Each change makes its end user a version older.
    private static func append(_ number: Int, _ transaction: Transaction) throws {
        let endUser = Furniture.endUser(number % endUsers)
        let event = EndUserChanged(
            id: endUser,
            version: Int64(number / endUsers + 1),
            code: "0123456789AB",
            status: .active
        )
        try transaction.append(
            NewEvent(
                kind: EndUserChanged.declaration.kind,
                isSecurity: false,
                tenant: Furniture.tenant.uuid,
                partner: nil,
                subject: endUser.uuid,
                trace: nil,
                body: try CBOREncoder().encode(event),
                personal: try CBOREncoder().encode(EndUserChanged.Personal(name: "Ana Kovač"))
            )
        )
    }
}
