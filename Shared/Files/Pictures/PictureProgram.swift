import COctopusLinux
import Crypto
import FoundationEssentials
import Glibc
import GRDB
import OctopusContract
import OctopusServiceKit

/// `octopus-thumbnail`, started for each picture: it decodes what strangers sent, and may do nothing else.
struct PictureProgram: Sendable {
    private static let name = "octopus-thumbnail"
    private static let limitMilliseconds: Int32 = 60_000
    private static let mostBytes = 16 << 20

    /// What it ends with, as `Services/Pictures` does.
    private enum Ending: Int32 {
        case made = 0
        case unreadable = 10, tooManyPixels, animated
    }

    let path: String

    /// Finds the program.
    ///
    /// - Throws: `StartFailure` if it is not there.
    init(_ settings: Settings) throws {
        path = settings.text("files.thumbnail-program") ?? Self.besideThisProgram
        guard access(path, X_OK) == 0 else {
            throw StartFailure(
                .configuration,
                "there is no program \(path), which makes small pictures: put it there, or name it with "
                    + "--files-thumbnail-program"
            )
        }
    }

    private static var besideThisProgram: String {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return own.prefix(
            own.lastIndex(of: "/").map { own.distance(from: own.startIndex, to: $0) } ?? 0
        )
            + "/\(name)"
    }

    /// Makes the smaller ones of a picture; the program is killed when nobody waits for them any more.
    ///
    /// - Throws: `FileRefusal` if it is no picture after all, or one that costs too much.
    func shrink(_ picture: MemoryFile, _ type: FileType) async throws -> SmallPictures {
        let (output, stop) = (try MemoryFile("octopus-small-pictures"), try StopSignal())
        return try await withTaskCancellationHandler {
            try await Errand.run {
                try run(picture, type, output, until: stop)
                guard output.count <= Self.mostBytes,
                    let small = SmallPictures(try output.bytes(from: 0, output.count))
                else { throw FileRefusal(.damaged) }
                return small
            }
        } onCancel: {
            stop.give()
        }
    }

    private func run(
        _ picture: MemoryFile,
        _ type: FileType,
        _ output: MemoryFile,
        until stop: StopSignal
    ) throws {
        let process = try start(type, reading: picture.descriptor, writing: output.descriptor)
        var status: Int32 = 0
        let end = clinux_wait_for_end(
            process,
            Self.limitMilliseconds,
            stop.descriptor,
            &status
        )
        guard end >= 0 else { throw SystemFault("\(Self.name) can't be waited for", errno) }
        if end == 2 { throw CancellationError() }
        // Killed: by us for its time, by the system for its memory or work, by itself for want of memory.
        guard end == 0, status & 0x7F == 0 else { throw FileRefusal(.tooCostly) }
        switch Ending(rawValue: status >> 8 & 0xFF) {
        case .made: return
        case .unreadable: throw FileRefusal(.damaged)
        case .tooManyPixels: throw FileRefusal(.tooManyPixels)
        case .animated: throw FileRefusal(.animated)
        case nil: throw SystemFault("\(Self.name) ended with \(status >> 8 & 0xFF)", 0)
        }
    }

    private func start(
        _ type: FileType,
        reading input: Int32,
        writing output: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        let texts = [path, type.rawValue]
        let words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        let variables: [UnsafeMutablePointer<CChar>?] = Self.environment.map { strdup($0) } + [nil]
        defer { for word in words + variables { free(word) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, path, &actions, nil, words, variables)
        guard failure == 0 else { throw SystemFault("\(path) can't be started", failure) }
        return process
    }

    /// Nothing of the service's own, which may hold secrets, but where its libraries lie.
    private static var environment: [String] {
        let libraries = getenv("LD_LIBRARY_PATH").map { "LD_LIBRARY_PATH=" + String(cString: $0) }
        return ["VIPS_BLOCK_UNTRUSTED=1", "VIPS_CONCURRENCY=1", "MALLOC_ARENA_MAX=1"]
            + [libraries].compactMap { $0 }
    }
}

/// What the program wrote: the picture's size, then the smaller ones.
struct SmallPictures: Sendable {
    let width: Int
    let height: Int
    let pictures: [SmallPicture]

    /// Nil if it is anything else: the program may have been taken over by what it read.
    init?(_ bytes: [UInt8]) {
        var rest = bytes[...]
        func number() -> Int? {
            guard rest.count >= 4 else { return nil }
            defer { rest = rest.dropFirst(4) }
            return rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        }
        guard let width = number(), let height = number(), width > 0, height > 0,
            width <= FileTypes.mostPixels, height <= FileTypes.mostPixels
        else { return nil }
        var pictures: [SmallPicture] = []
        for (variant, side) in [(FileVariant.large, 1600), (.medium, 480), (.small, 160)] {
            guard let width = number(), let height = number(), let count = number(),
                (1...side).contains(width), (1...side).contains(height),
                count > 0, count <= rest.count
            else { return nil }
            let content = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            var reader = ByteReader(content)
            guard let found = try? FileTypes.check(&reader), found.type == .webp,
                found.pixels == FileTypes.Pixels(width: width, height: height)
            else { return nil }
            pictures.append(
                SmallPicture(variant: variant, width: width, height: height, content: content)
            )
        }
        guard rest.isEmpty else { return nil }
        (self.width, self.height, self.pictures) = (width, height, pictures)
    }
}

/// A picture in one of the sizes in which others see it.
struct SmallPicture: Sendable {
    let variant: FileVariant
    let width: Int
    let height: Int
    let content: [UInt8]

    func store(for upload: UploadID, in database: Database) throws {
        try database.run(
            """
            INSERT OR REPLACE INTO pictures (upload, variant, width, height, sha256, content)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                upload, variant.rawValue, width, height,
                Data(SHA256.hash(data: content)), Data(content),
            ]
        )
    }
}
