import OctopusCBOR
import OctopusIdentityContract
import OctopusContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

/// Two services over real sockets: one plays identity, the other follows it.
@Suite struct ServiceHostTests {
    private static let identity = ServiceDefinition<SampleEnvironment>(
        name: "identity",
        migrations: MigrationSet("identity", []),
        methods: [],
        tenantOfPartner: { _, _ in nil },
        makeEnvironment: { _ in SampleEnvironment() }
    )

    @Test func `a service follows another, proves its freshness and heeds an ended session`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let keys = CurveKeyPair.generate()
            let sampleKeys = CurveKeyPair.generate()
            let identity = try await RunningService.start(
                Self.identity,
                in: folder,
                others: MeshMap(services: [
                    "sample": [
                        .init(endpoint: "tcp://127.0.0.1:1", publicKey: sampleKeys.publicKey)
                    ]
                ])
            )
            let sample = try await RunningService.start(
                Sample.definition,
                in: folder,
                others: identity.map,
                keys: sampleKeys
            )
            sample.admit(keys, proves: false)
            // Proven by the first question that found nothing new.
            while sample.host.instance.security.ageMilliseconds == nil { await Task.yield() }
            let client = MeshClient(map: sample.map, keys: keys, logger: .silent)
            let tenant = TenantID(UUID())
            let session = SessionID(UUID())
            let position = try await tell(identity, tenant: tenant, session: session)

            let seen = Sightings()
            seen.note(position)
            let count = try await client.call(
                CountNotes.self,
                .init(),
                CallOptions(timeout: .seconds(60), seen: seen)
            )
            #expect(count.tenants == 1)
            #expect(sample.host.instance.security.hasEnded(session: session.uuid))

            let note = try await client.call(
                WriteNote.self,
                .init(text: "wire"),
                CallOptions(routingKey: tenant.uuid, timeout: .seconds(60))
            )
            #expect(note.id != UUID.least)
            await client.close()
            await sample.stop()
            await identity.stop()
        }
    }

    private func tell(
        _ identity: RunningService<SampleEnvironment>,
        tenant: TenantID,
        session: SessionID
    ) async throws -> LogPosition {
        let instance = identity.host.instance
        try await instance.store.write { transaction in
            let work = WorkContext(
                now: Instant(milliseconds: transaction.nowMilliseconds),
                environment: SampleEnvironment(),
                transaction: transaction,
                trace: nil,
                ids: instance.ids
            )
            try work.emit(
                TenantChanged(
                    id: tenant,
                    version: 1,
                    name: "Mall",
                    locale: "hr-HR",
                    currency: "EUR",
                    timeZone: "Europe/Zagreb"
                ),
                about: tenant.uuid,
                tenant: tenant
            )
            try work.emit(
                SessionEnded(
                    version: 1,
                    session: session,
                    endedAt: work.now,
                    forgettableAt: work.now.adding(milliseconds: 600_000)
                ),
                about: session.uuid,
                tenant: tenant
            )
        }
        let head = instance.store.head
        return LogPosition(service: "identity", shard: 0, epoch: head.epoch, seq: head.seq)
    }

    @Test func `a long request is read off the socket thread, a short one on it`() async throws {
        try await TemporaryFolder.with { folder in
            let keys = CurveKeyPair.generate()
            let sample = try await RunningService.start(Sample.definition, in: folder)
            sample.admit(keys)
            let client = MeshClient(map: sample.map, keys: keys, logger: .silent)
            func thread(reading bytes: Int) async throws -> String {
                try await client.call(
                    WhichThread.self,
                    .init(filling: Bytes([UInt8](repeating: 0, count: bytes))),
                    CallOptions(timeout: .seconds(60))
                ).thread
            }
            #expect(try await thread(reading: 1) == "sample")
            #expect(try await thread(reading: 16_000) == "sample")
            for bytes in [17_000, 100_000, 1_000_000] {
                #expect(try await thread(reading: bytes) != "sample")
            }
            await client.close()
            await sample.stop()
        }
    }

    @Test func `a key that the map does not give the service is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let configuration = InstanceConfiguration(
                dataFolder: folder.file("sample"),
                settings: Settings(Setting.standard),
                logger: .silent
            )
            let map = MeshMap(services: [
                "sample": [
                    .init(
                        endpoint: "tcp://127.0.0.1:0",
                        publicKey: CurveKeyPair.generate().publicKey
                    )
                ]
            ])
            await #expect(throws: StartFailure.self) {
                try await ServiceHost.start(
                    Sample.definition,
                    .init(map: map, keys: .generate(), instance: configuration)
                )
            }
        }
    }
}
