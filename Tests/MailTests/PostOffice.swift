import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Synchronization
import struct FoundationEssentials.UUID

@testable import OctopusMail

/// A service that does nothing but send mail, with a spool in its folder.
struct PostOffice {
    struct Environment: SendsMail {
        let outbox: Outbox
    }

    let world: World<Environment>
    let tenant: TenantID
    var clock: VirtualClock { world.clock }

    static let definition = ServiceDefinition<Environment>(
        name: "post",
        migrations: MigrationSet("post", []),
        methods: [],
        events: [MailGivenUp.self],
        parts: [.mail(telling: MailGivenUp.self)],
        makeEnvironment: { Environment(outbox: try Outbox($0)) }
    )

    /// Lets a post office work while `body` runs.
    static func with<T>(
        spool: String? = nil,
        _ values: [String: SettingValue] = [:],
        working: Bool = true,
        _ body: (PostOffice) async throws -> T
    ) async throws -> T {
        var values = values
        if let spool { values["mail.spool"] = .text(spool) }
        return try await World.with(definition, values, working: working) { world in
            try await body(PostOffice(world: world, tenant: world.mall))
        }
    }

    @discardableResult
    func send(
        _ count: Int = 1,
        of tenant: TenantID? = nil,
        about subject: UUID? = nil,
        usefulFor milliseconds: Int64? = nil,
        fails: Bool = false
    ) async throws -> [MailID] {
        let tenant = tenant ?? self.tenant
        guard let address = EmailAddress("ana@example.org") else { return [] }
        let (instance, ids) = (world.instance, world.ids)
        return try await ServiceInstance.transact(instance.store, instance.environment, ids) {
            context in
            let sent = try (0..<count).map { number in
                var mail = Mail(
                    Mail.Purpose("test"),
                    to: "Ana",
                    address,
                    about: subject ?? ids.uuid(at: context.now),
                    of: tenant,
                    subject: "Number \(number)",
                    [.text("A secret: xyzzy-\(number)")]
                )
                mail.usefulUntil = milliseconds.map { context.now.adding(milliseconds: $0) }
                return try context.send(mail)
            }
            if fails { throw Refusal(.wrongState) }
            return sent
        }
    }

    func waiting() async throws -> [MailRecord] {
        try await world.instance.store.read {
            try MailRecord.all($0, "SELECT * FROM mails WHERE waits = 1 ORDER BY id LIMIT 1000")
        }
    }

    func givenUp() async throws -> [MailRecord] {
        try await world.instance.store.read {
            try MailRecord.all($0, "SELECT * FROM mails WHERE waits = 0 ORDER BY id LIMIT 1000")
        }
    }

    /// Returns once a look at the mails satisfies.
    func until(_ isRight: ([MailRecord]) -> Bool) async throws {
        while try await !isRight(waiting()) { await Task.yield() }
    }

    /// Returns once the one who sends has nothing to do before time passes.
    func rest() async {
        while clock.sleeperCount == 0 { await Task.yield() }
    }
}
