import OctopusClient
import FoundationEssentials
import Glibc
import OctopusMesh
import Testing

@testable import OctopusCommandLine

struct ProfileFileTests {
    @Test func `A log-in is kept for its key alone, in a file for its owner alone`() async throws {
        try await inFolder { folder in
            let file = ProfileFile(path: "\(folder)/config/octopus/a.json", key: "one")
            try await file.locked { $0.login = Self.login }
            #expect(try await file.locked { $0.login } == Self.login)
            var status = stat()
            let path = try #require(file.path)
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            let other = ProfileFile(path: file.path, key: "two")
            #expect(try await other.locked { $0.login } == nil)
        }
    }

    @Test func `Who looks and finds nothing leaves nothing behind`() async throws {
        try await inFolder { folder in
            let file = ProfileFile(path: "\(folder)/config/a.json", key: "one")
            let login = try await file.locked { $0.login }
            #expect(login == nil)
            #expect(access("\(folder)/config", F_OK) != 0)
        }
    }

    @Test func `A file that others can read, or that is something else, is refused`() async throws {
        try await inFolder { folder in
            let path = "\(folder)/a.json"
            let file = ProfileFile(path: path, key: "one")
            try await file.locked { $0.login = Self.login }
            chmod(path, 0o644)
            let readable = await #expect(throws: Failure.self) { try await file.locked { _ in } }
            #expect(readable?.advice == "Run: chmod 600 \(path)")
            chmod(path, 0o600)
            truncate(path, 3)
            let damaged = await #expect(throws: Failure.self) { try await file.locked { _ in } }
            #expect(damaged?.message.contains("not what octopus wrote") == true)
        }
    }

    @Test(arguments: [Data("{".utf8), Data(), Data([0xFF, 0xFE, 0x00])])
    func `A new log-in takes the place of a spoiled file`(content: Data) async throws {
        try await inFolder { folder in
            let path = "\(folder)/a.json"
            try content.write(to: URL(filePath: path))
            let file = ProfileFile(path: path, key: "one")
            #expect(throws: Failure.self) { try file.read() }
            try await file.replace(
                with: Self.login,
                device: nil,
                by: Deadline(in: .seconds(5))
            )
            #expect(try file.read().login == Self.login)
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func `What is kept is read while another command holds the lock`() async throws {
        try await inFolder { folder in
            let file = ProfileFile(path: "\(folder)/a.json", key: "one")
            try await file.replace(
                with: Self.login,
                device: nil,
                by: Deadline(in: .seconds(5))
            )
            let kept = try await file.locked { _ in try file.read().login }
            #expect(kept == Self.login)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
            try file.demandThatItCanBeKept()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
        }
    }

    @Test func `What identity knows the machine by outlives log-ins and log-outs`() async throws {
        try await inFolder { folder in
            let file = ProfileFile(path: "\(folder)/a.json", key: "one")
            let (name, tenant) = (Self.login.name, Self.login.tenant)
            func logIn(_ device: String?) async throws {
                let deadline = Deadline(in: .seconds(5))
                try await file.replace(with: Self.login, device: device, by: deadline)
            }
            try await logIn("first")
            try await file.locked { $0.login = nil }
            #expect(try file.read().device(of: name, in: tenant) == "first")
            try await logIn(nil)
            #expect(try file.read().device(of: name, in: tenant) == "first")
            try await logIn("second")
            #expect(try file.read().device(of: name, in: tenant) == "second")
            #expect(try file.read().device(of: "somebody else", in: tenant) == nil)
            #expect(try file.read().device(of: name, in: TenantID(UUID())) == nil)
            var status = stat()
            #expect(stat("\(folder)/a.json", &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func `A profile of many persons keeps the devices of the latest`() {
        var profile = Profile(key: "one")
        let tenant = TenantID(UUID())
        for number in 0..<30 { profile.keep(device: "\(number)", of: "ana\(number)", in: tenant) }
        #expect(profile.device(of: "ana9", in: tenant) == nil)
        #expect(profile.device(of: "ana10", in: tenant) == "10")
        #expect(profile.device(of: "ana29", in: tenant) == "29")
    }

    @Test func `A session that ended is forgotten though the command fails`() async throws {
        try await inFolder { folder in
            let file = ProfileFile(path: "\(folder)/a.json", key: "one")
            try await file.locked { $0.login = Self.login }
            await #expect(throws: Failure.self) {
                try await file.locked { profile in
                    profile.login = nil
                    throw Failure(.denied, "ended")
                }
            }
            #expect(try await file.locked { $0.login } == nil)
        }
    }

    @Test func `Without a home nobody is logged in, and only a log-in wants one`() async throws {
        let file = ProfileFile(path: nil, key: "one")
        #expect(try await file.locked { $0.login } == nil)
        // What a service wrote is not worth a failure.
        try await file.locked { $0.seenAt = Instant(milliseconds: 1) }
        #expect(throws: Failure.self) { try file.demandThatItCanBeKept() }
        await #expect(throws: Failure.self) { try await file.locked { $0.login = Self.login } }
    }

    @Test(arguments: ["/dev/null", "/proc/self/exe", "/dev/full"])
    func `Where nothing can be written, nothing is asked for that is not needed`(
        home: String
    ) async throws {
        let file = ProfileFile(path: "\(home)/octopus/a.json", key: "one")
        #expect(try await file.locked { $0.login } == nil)
        try await file.locked { $0.seenAt = Instant(milliseconds: 1) }
        await #expect(throws: Failure.self) { try await file.locked { $0.login = Self.login } }
        let failure = #expect(throws: Failure.self) { try file.demandThatItCanBeKept() }
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains(home) == true)
    }

    @Test func `A key pair is written once, and shown`() async throws {
        try await inFolder { folder in
            let path = "\(folder)/till.json"
            #expect(await OctopusTool.run(["keys", "new", path]) == 0)
            let keys = try CurveKeyPair(file: path)
            #expect(await OctopusTool.run(["keys", "new", path]) == 2)
            #expect(try CurveKeyPair(file: path).publicKey == keys.publicKey)
            #expect(await OctopusTool.run(["keys", "show", path, "--public-key"]) == 0)
            chmod(path, 0o644)
            #expect(await OctopusTool.run(["keys", "show", path]) == 2)
        }
    }

    @Test func `A code is drawn into files`() async throws {
        try await inFolder { folder in
            let png = "\(folder)/a.png"
            let svg = "\(folder)/a.svg"
            #expect(await OctopusTool.run(["qr", "OCTOPUS", "--png", png, "--svg", svg]) == 0)
            let picture = try Data(contentsOf: URL(filePath: png))
            #expect(picture.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
            let drawing = try Data(contentsOf: URL(filePath: svg))
            #expect(drawing.prefix(4) == Data("<svg".utf8))
            #expect(await OctopusTool.run(["qr", "OCTOPUS", "--png", "\(folder)/no/a.png"]) == 2)
        }
    }

    private static let login = SavedLogin(
        name: "owner@mall.example",
        tenant: TenantID(UUID()),
        partner: nil,
        accessToken: "a",
        accessExpiresAt: Instant(milliseconds: 1),
        refreshToken: "r"
    )

    private func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/octopus-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}
