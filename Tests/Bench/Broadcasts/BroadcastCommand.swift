import ArgumentParser
import FoundationEssentials
import GRDB
import OctopusContract
import OctopusHelpdesk
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

/// Sends messages to many followers in process: first such that make their conversations, then others.
struct BroadcastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "broadcast",
        abstract: "Messages of the help desk to many, through its jobs, durable."
    )

    @Argument(help: "A folder for the database.")
    var folder: String

    @Option(help: "Followers of the channel.")
    var followers = 100_000

    func run() async throws {
        let definition = HelpdeskService.definition
        let instance = try await ServiceInstance.open(
            definition,
            InstanceConfiguration(
                dataFolder: folder,
                settings: Settings(Setting.standard + definition.settings),
                logger: .silent
            )
        )
        let house = BroadcastHouse(instance)
        try await house.furnish(followers)
        let first = try await house.send(to: followers)
        let second = try await house.send(to: followers)
        await instance.close()
        try Figures(recipientsPerSecond: first, knownRecipientsPerSecond: second).write()
    }
}

/// The help desk's database on a real file, with one partner, one channel and its followers.
private struct BroadcastHouse {
    private let instance: ServiceInstance<HelpdeskEnvironment>
    private let tenant: TenantID
    private let partner: PartnerID
    private let channel: ChannelID

    init(_ instance: ServiceInstance<HelpdeskEnvironment>) {
        self.instance = instance
        let (ids, now) = (instance.ids, instance.clock.now)
        tenant = TenantID(ids.uuid(at: now))
        partner = PartnerID(ids.uuid(at: now))
        channel = ChannelID(ids.uuid(at: now))
    }

    func furnish(_ followers: Int) async throws {
        let (tenant, partner, channel) = (tenant, partner, channel)
        let (ids, now) = (instance.ids, instance.clock.now)
        try await instance.store.write { transaction in
            let database = transaction.database
            try database.run(
                "INSERT INTO tenants VALUES (?, 1, 'Europe/Zagreb', 'EUR')",
                [tenant]
            )
            try database.run(
                "INSERT INTO partners VALUES (?, ?, 1, 'Café', 'active')",
                [partner, tenant]
            )
            try database.run(
                "INSERT INTO channels VALUES (?, 1, ?, ?, 'Café', 1)",
                [channel, tenant, partner]
            )
        }
        for begin in stride(from: 0, to: followers, by: 1000) {
            try await instance.store.write { transaction in
                for number in begin..<min(begin + 1000, followers) {
                    // As far apart as people who register at any time.
                    let moment = Instant(milliseconds: now.milliseconds - Int64(number) * 60_000)
                    let id = EndUserID(ids.uuid(at: moment))
                    let database = transaction.database
                    try database.run(
                        """
                        INSERT INTO segment_people (tenant, id, version, is_active, consents)
                        VALUES (?, ?, 1, 1, 0)
                        """,
                        [tenant, id]
                    )
                    try database.run(
                        "INSERT INTO channel_followers VALUES (?, 1, ?, ?)",
                        [FollowID(ids.uuid(at: moment)), channel, id]
                    )
                }
            }
        }
    }

    /// - Returns: How many a second.
    func send(to followers: Int) async throws -> Double {
        let (tenant, partner, channel) = (tenant, partner, channel)
        let (ids, now) = (instance.ids, instance.clock.now)
        try await instance.store.write { transaction in
            try transaction.database.run(
                """
                INSERT INTO broadcasts (id, tenant, partner, version, title, text, reach, channels,
                    segments, status, due_at, created_at, gathered_channel, is_gathered, audience,
                    sent, skipped, turn, is_cleared)
                VALUES (?, ?, ?, 1, 'Autumn', 'Pumpkin soup is back.', 'followers', ?, '[]',
                    'scheduled', ?, ?, 0, 0, 0, 0, 0, 0, 0)
                """,
                [
                    BroadcastID(ids.uuid(at: now)), tenant, partner,
                    String(decoding: try JSONEncoder().encode([channel]), as: UTF8.self), now, now,
                ]
            )
            try transaction.wakeJob("broadcasts")
        }
        let begun = ContinuousClock.now
        try await instance.jobs.runDue()
        let took = (ContinuousClock.now - begun) / .seconds(1)
        let sent = try await instance.store.read { database in
            try Int.one(database, "SELECT sum(sent) FROM broadcasts WHERE status = 'sent'")
        }
        guard sent ?? 0 > 0, (sent ?? 0) % followers == 0 else { throw NotSent() }
        return Double(followers) / took
    }
}

private struct NotSent: Error, CustomStringConvertible {
    var description: String { "not every follower got it" }
}
