import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing

/// Real programs: what they say when a start goes wrong, and how they end.
@Suite(.serialized) struct ServiceProcessTests {
    /// A folder with what `loyalty` needs, on a port that was free a moment ago.
    private struct Place {
        let folder: TemporaryFolder
        let keys: CurveKeyPair
        var data = "data"

        init(_ folder: TemporaryFolder) throws {
            self.folder = folder
            keys = .generate()
            try keys.write(to: folder.file("loyalty.json"))
            try writeMap(endpoint: "tcp://127.0.0.1:0")
        }

        func writeMap(endpoint: String, publicKey: CurvePublicKey? = nil) throws {
            let key = (publicKey ?? keys.publicKey).z85
            try folder.write(
                """
                {"services": {"loyalty": [{"endpoint": "\(endpoint)", "publicKey": "\(key)"}]}}
                """,
                to: "mesh.json"
            )
        }

        var arguments: [String] {
            [
                "--data-folder", folder.file(data), "--mesh-map", folder.file("mesh.json"),
                "--mesh-key-file", folder.file("loyalty.json"),
            ]
        }

        func start(_ more: [String] = []) throws -> ServiceProgram {
            try ServiceProgram.start("loyalty", arguments + more)
        }

        /// Starts a program that is to fail, and compares its code and words.
        func expectFailure(_ code: Int32, _ words: String, _ more: [String] = []) throws {
            let program = try start(more)
            let output = program.output()
            #expect(program.wait() == code)
            #expect(output.contains(words), "\(output)")
        }
    }

    @Test func `a program is ready, recovers from a kill, and stops when it is told to`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let place = try Place(folder)
            let first = try place.start()
            try first.waitUntilReady()
            first.killNow()
            let second = try place.start()
            try second.waitUntilReady()
            second.send(15)
            #expect(second.wait() == 0)
            #expect(second.output().contains("\"message\":\"stopped\""))
        }
    }

    @Test func `a second process on the same database is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let place = try Place(folder)
            let first = try place.start()
            try first.waitUntilReady()
            try place.expectFailure(75, "is in use by process \(first.processID)")
            first.send(2)
            #expect(first.wait() == 0)
        }
    }

    @Test func `a port in use is named`() async throws {
        try await TemporaryFolder.with { folder in
            var place = try Place(folder)
            let first = try place.start()
            let line = try first.waitForLine("\"message\":\"ready\"")
            let rest = try #require(line.split(separator: "tcp://127.0.0.1:").last)
            let endpoint = "tcp://127.0.0.1:\(rest.prefix { $0.isNumber })"
            place.data = "other"
            try place.expectFailure(69, "\(endpoint) is in use", ["--mesh-endpoint", endpoint])
            first.send(15)
            first.wait()
        }
    }

    @Test func `wrong keys, maps, databases and flags are told apart`() async throws {
        try await TemporaryFolder.with { folder in
            let place = try Place(folder)
            try place.expectFailure(64, "there is no flag --mesh-mpa", ["--mesh-mpa", "x"])
            try place.expectFailure(64, "mesh.shard, set by a flag", ["--mesh-shard", "x"])
            try place.writeMap(
                endpoint: "tcp://127.0.0.1:0",
                publicKey: CurveKeyPair.generate().publicKey
            )
            try place.expectFailure(78, "correct the one or the other")
            try folder.write("{", to: "mesh.json")
            try place.expectFailure(78, "mesh.json")
            try place.writeMap(endpoint: "tcp://127.0.0.1:0")
            try folder.setMode(0o644, of: "loyalty.json")
            try place.expectFailure(77, "chmod 600")
        }
    }

    @Test func `a command that is refused says why, and is no fault of the program`() async throws {
        try await TemporaryFolder.with { folder in
            let arguments = [
                "bootstrap", "--data-folder", folder.file("data"), "--tenant", "Acme",
                "--owner-name", "Ann", "--owner-email", "ann@acme.example", "--password-file",
                try folder.write("short\n", to: "password"),
            ]
            let program = try ServiceProgram.start("identity", arguments)
            let output = program.output()
            #expect(program.wait() == 65)
            #expect(output.contains("identity: "), "\(output)")
        }
    }
}
