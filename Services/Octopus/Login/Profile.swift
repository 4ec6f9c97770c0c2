import OctopusClient
import FoundationEssentials
import Glibc
import OctopusMesh

/// What is kept between two commands of one person.
struct Profile: Codable, Hashable {
    /// The public key that it was made with: tokens are bound to it.
    let key: String
    var login: SavedLogin?
    /// The person's own log-in while they act as a partner.
    var own: SavedLogin?
    /// What was written, so that the next command sees it in every service.
    var seen: [LogPosition] = []
    var seenAt: Instant?
    /// What identity knows this machine by, for each person who logged in; the latest last.
    private var devices: [SavedDevice]?

    init(key: String, login: SavedLogin? = nil) {
        self.key = key
        self.login = login
    }

    private static let mostDevices = 20

    /// What identity gave at the person's last log-in; it proves nothing and outlives the log-in.
    func device(of name: String, in tenant: TenantID) -> String? {
        devices?.last { $0.name == name && $0.tenant == tenant }?.secret
    }

    mutating func takeDevices(of other: Profile?) { devices = other?.devices }

    mutating func keep(device secret: String, of name: String, in tenant: TenantID) {
        let others = (devices ?? []).filter { $0.name != name || $0.tenant != tenant }
        devices =
            others.suffix(Self.mostDevices - 1)
            + [SavedDevice(name: name, tenant: tenant, secret: secret)]
    }

    /// Where a profile's file is.
    ///
    /// - Returns: Nil if there is no home, so that nothing can be kept.
    /// - Throws: `Failure.usage` if the name can't be a file's.
    static func path(name: String, environment: [String: String]) throws -> String? {
        guard name.wholeMatch(of: /[A-Za-z0-9_\-]{1,64}/) != nil else {
            throw Failure(
                .usage,
                "a profile's name has letters, digits, - and _, at most 64: \"\(name)\""
            )
        }
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            return "\(folder)/octopus/\(name).json"
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/.config/octopus/\(name).json"
    }
}

/// Somebody's session with identity.
struct SavedLogin: Codable, Hashable {
    /// What they logged in with.
    let name: String
    let tenant: TenantID
    /// The partner whose user it is.
    let partner: PartnerID?
    var accessToken: String
    var accessExpiresAt: Instant
    var refreshToken: String
}

/// What identity knows this machine by when a person logs in.
///
/// Guesses that others make elsewhere don't delay them here then.
private struct SavedDevice: Codable, Hashable {
    let name: String
    let tenant: TenantID
    let secret: String
}

/// A profile's file, which only its owner can read.
struct ProfileFile: Sendable {
    /// Nil where there is no home to have it in.
    let path: String?
    let key: String

    /// Reads the profile, lets `body` change it, and writes it if that changed it.
    ///
    /// Other commands wait meanwhile: of two that refresh a token at once, one would use a refresh
    /// token that is spent. Where nothing can be written, a log-in that is there is good to read, and
    /// what services wrote is not kept.
    func locked<R>(
        by deadline: Deadline = Deadline(in: .seconds(30)),
        _ body: (inout Profile) async throws -> R
    ) async throws -> R {
        let lock = openLock()
        defer { if lock >= 0 { close(lock) } }
        if lock >= 0 { try await take(lock, by: deadline) }
        let before = try read()
        var profile = before
        do {
            let result = try await body(&profile)
            try keep(profile, insteadOf: before)
            return result
        } catch {
            // A session that ended is forgotten although the command fails over it.
            try keep(profile, insteadOf: before)
            throw error
        }
    }

    /// Finds out, before a secret is spent, whether what it gives can be kept.
    ///
    /// - Throws: `Failure.usage`, which says what to do.
    func demandThatItCanBeKept() throws {
        let path = try place()
        try makeFolder(Self.folder(of: path))
        let probe = "\(path).\(getpid()).probe"
        let file = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw fault("can't be written") }
        let lack = posix_fallocate(file, 0, 16_384)
        close(file)
        unlink(probe)
        guard lack == 0 else { throw fault("can't be written", lack) }
    }

    /// Puts a new log-in in the place of what is there, which may be spoiled or another key's.
    ///
    /// - Parameters:
    ///   - login: The log-in.
    ///   - device: What identity knows this machine by from now on; nil if that stays.
    ///   - deadline: When to give up waiting for other commands.
    /// - Throws: `Failure` if nothing can be kept.
    func replace(
        with login: SavedLogin,
        device: String?,
        by deadline: Deadline
    ) async throws {
        let lock = openLock()
        defer { if lock >= 0 { close(lock) } }
        if lock >= 0 { try await take(lock, by: deadline) }
        var profile = Profile(key: key, login: login)
        profile.takeDevices(of: try? read())
        if let device { profile.keep(device: device, of: login.name, in: login.tenant) }
        try write(profile)
    }

    private func openLock() -> Int32 {
        path.map { open($0 + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600) } ?? -1
    }

    private func keep(_ profile: Profile, insteadOf before: Profile) throws {
        guard profile != before else { return }
        guard profile.login == before.login else {
            return try write(profile)
        }
        // The rest only spares a wait, and is not worth a word.
        try? write(profile)
    }

    /// Asks again and again, because the system's own way to wait has no end.
    private func take(_ lock: Int32, by deadline: Deadline) async throws {
        while flock(lock, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK else { throw fault("can't be locked") }
            guard !deadline.hasPassed else {
                throw Failure(.unreachable, "another command of yours still holds \(path ?? "")")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// The profile as it stands; an empty one if there is none, or if it belongs to another key.
    ///
    /// It needs no lock: a file is replaced whole.
    ///
    /// - Throws: `Failure.usage` if others can read the file, or octopus did not write it.
    func read() throws -> Profile {
        guard let path else { return Profile(key: key) }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return Profile(key: key) }
            throw fault("can't be read")
        }
        var status = stat()
        let isKnown = fstat(file, &status) == 0
        close(file)
        guard isKnown, status.st_mode & 0o077 == 0 else {
            throw Failure(
                .usage,
                "\(path) can be read by others, and has tokens in it",
                advice: "Run: chmod 600 \(path)"
            )
        }
        guard let data = try? Data(contentsOf: URL(filePath: path)),
            let profile = try? JSONDecoder().decode(Profile.self, from: data)
        else {
            throw Failure(
                .usage,
                "\(path) is not what octopus wrote",
                advice: "Remove it and log in again."
            )
        }
        return profile.key == key ? profile : Profile(key: key)
    }

    private func write(_ profile: Profile) throws {
        let path = try place()
        try makeFolder(Self.folder(of: path))
        let bytes = Array(try JSONEncoder().encode(profile))
        let temporary = "\(path).\(getpid())"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw fault("can't be written") }
        let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        close(file)
        guard written == bytes.count, rename(temporary, path) == 0 else {
            let fault = fault("can't be written")
            unlink(temporary)
            throw fault
        }
    }

    private func place() throws(Failure) -> String {
        if let path { return path }
        throw Failure(
            .usage,
            "there is no home folder to keep a log-in in",
            advice: "Set HOME, or XDG_CONFIG_HOME."
        )
    }

    private static func folder(of path: String) -> String {
        "/" + path.split(separator: "/").dropLast().joined(separator: "/")
    }

    private func makeFolder(_ folder: String) throws {
        guard access(folder, F_OK) != 0, folder != "/" else { return }
        try makeFolder(Self.folder(of: folder))
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            let why = String(cString: strerror(errno))
            throw Failure(.usage, "the folder \(folder) can't be made: \(why)")
        }
    }

    private func fault(_ what: String, _ code: Int32 = errno) -> Failure {
        Failure(.usage, "\(path ?? "the log-in") \(what): \(String(cString: strerror(code)))")
    }
}
