import GRDB
import Logging
import OctopusContract
package import OctopusServiceKit
import OctopusStore
import Synchronization

/// A service's files: their bytes lie in `files.sqlite` beside its database, so that the database stays
/// small.
///
/// The two can't be committed together. So a file's bytes are on disk before the database knows the file, and
/// are removed after the database has forgotten it. What is left of a process that died in between is a
/// file that nobody knows, which is removed a day later.
package final class FileShelf: Sendable {
    let store: Store
    let main: Store
    let clock: any ServiceClock
    let ids: any IDSource
    let logger: Logger
    let limits: FileLimits
    let rules: [FileOwner.Kind: FileRule]
    let program: PictureProgram
    /// Checks hold a picture or a document in memory.
    let turns = PictureTurns(at: 2)
    /// How far the comparison with the database has come.
    let swept = Mutex(Sweep())

    /// Opens the files of a service.
    ///
    /// - Parameters:
    ///   - resources: The service's.
    ///   - rules: Who may read the files of which records; nobody those of others.
    /// - Throws: `StoreError`; `StartFailure` if the program for pictures is not there.
    package init(
        _ resources: ServiceResources,
        readableBy rules: [FileOwner.Kind: FileRule] = [:]
    ) throws {
        let own = resources.store.configuration
        var configuration = StoreConfiguration(
            service: "\(own.service).files",
            shard: own.shard,
            path: "\(resources.dataFolder)/files.sqlite",
            migrations: [.shelf],
            clock: resources.clock,
            makeID: own.makeID
        )
        configuration.cacheKibibytes = 4 * 1024
        program = try PictureProgram(resources.settings)
        store = try Store.open(configuration, logger: resources.logger)
        main = resources.store
        (clock, ids, logger) = (resources.clock, resources.ids, resources.logger)
        limits = FileLimits(resources.settings)
        self.rules = rules
    }

    /// Where the file lies.
    package var path: String { store.configuration.path }

    /// Finishes what is queued and lets go of the file.
    func close() async { await store.close() }

    /// Writes what a caller asks for.
    ///
    /// - Throws: `noRoom` while the disk has no more than what the mesh needs, `readOnly` while the file can't
    ///   be written; what the body throws.
    func write<T: Sendable>(
        _ label: String,
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws -> T {
        guard main.hasRoom else { throw Refusal(.noRoom, retryAfterMilliseconds: 1000) }
        do {
            return try await store.write(label: label) { try body($0.database) }
        } catch let error as StoreError {
            guard store.state == .writable else {
                throw Refusal(.readOnly, retryAfterMilliseconds: 1000)
            }
            throw error
        }
    }

    /// When an upload is forgotten of which nothing more is heard.
    func expiry() -> Instant { clock.now.adding(milliseconds: UploadRecord.keptMilliseconds) }
}

/// How much there may be.
struct FileLimits: Sendable {
    struct Most: Sendable {
        let bytes: Int64
        let unfinished: Int64
    }

    let tenant: Most
    let partner: Most
    let person: Most

    init(_ settings: Settings) {
        func most(_ holder: String) -> Most {
            Most(
                bytes: Int64(settings.integer("files.\(holder)-space")) << 20,
                unfinished: Int64(settings.integer("files.\(holder)-uploads"))
            )
        }
        (tenant, partner, person) = (most("tenant"), most("partner"), most("person"))
    }
}

extension Setting {
    static let files: [Setting] =
        [
            ("tenant", 204_800, 2_000), ("partner", 2_048, 100), ("person", 100, 5),
        ].flatMap { holder, mebibytes, uploads in
            [
                Setting(
                    "files.\(holder)-space",
                    .integer(default: mebibytes, 1...16_777_216),
                    "How many MiB of files a \(holder) may have."
                ),
                Setting(
                    "files.\(holder)-uploads",
                    .integer(default: uploads, 1...1_000_000),
                    "How many unfinished uploads a \(holder) may have."
                ),
            ]
        } + [
            Setting(
                "files.thumbnail-program",
                .file(default: nil),
                "The program that makes small pictures; octopus-thumbnail beside the service's own by default."
            )
        ]
}
