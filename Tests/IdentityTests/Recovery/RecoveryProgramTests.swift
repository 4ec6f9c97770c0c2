import FoundationEssentials
import OctopusMesh
import OctopusTestKit
import Testing

@testable import OctopusIdentity

/// The commands as an operator runs them: real processes on one data folder.
struct RecoveryProgramTests {
    private struct Place {
        let folder: TemporaryFolder
        var data: String { folder.file("data") }

        func run(_ command: String, _ more: String...) throws -> (code: Int32, output: String) {
            let program = try ServiceProgram.start(
                "identity",
                [command, "--data-folder", data] + more
            )
            let output = program.output()
            return (program.wait(), output)
        }

        func printed<T: Decodable>(_ type: T.Type, _ output: String) throws -> T {
            let line = try #require(
                output.split(separator: "\n").last {
                    $0.hasPrefix("{\"") && !$0.contains("\"level\"")
                }
            )
            return try JSONDecoder().decode(type, from: Data(line.utf8))
        }
    }

    private func withPlace(_ body: (Place) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder in
            let place = Place(folder: folder)
            let made = try place.run(
                "bootstrap",
                "--tenant",
                "Acme",
                "--owner-name",
                "Ann",
                "--owner-email",
                "ann@acme.example",
                "--password-file",
                try folder.write("seven wet umbrellas sing\n", to: "password")
            )
            try #require(made.code == 0, "\(made.output)")
            try await body(place)
        }
    }

    @Test func `secrets are recovered on a stopped service's folder, each into a file of its own`()
        async throws
    {
        try await withPlace { place in
            let first = try place.run("recover-operator")
            #expect(first.code == 0, "\(first.output)")
            let key = try place.printed(RecoverOperatorCommand.Printed.self, first.output)
            #expect(key.keyFile == "\(place.data)/recovered-operator.json")
            #expect(key.revokedPrincipalId == nil)
            #expect(try CurveKeyPair(file: key.keyFile).publicKey.z85 == key.publicKey)
            #expect(first.output.contains("recovered from the command line"))
            // A second time it does not write over the first's file.
            #expect(try place.run("recover-operator").code != 0)

            let owner = try place.run("recover-owner", "--tenant", "Acme")
            #expect(owner.code == 0, "\(owner.output)")
            let password = try place.printed(RecoverOwnerCommand.Printed.self, owner.output)
            let secret = try PasswordFile.read(password.passwordFile)
            #expect(secret.count == 24)
            for output in [first.output, owner.output] {
                #expect(!output.contains(secret) && !output.contains("secretKey"))
            }
            #expect(owner.output.contains("set from the command line"))
            let log = owner.output.split(separator: "\n").filter { $0.contains("\"level\"") }
            #expect(!log.contains { $0.contains("ann@") })
        }
    }

    @Test func `while the service runs both refuse`() async throws {
        try await withPlace { place in
            let keys = CurveKeyPair.generate()
            let keyFile = place.folder.file("identity.json")
            try keys.write(to: keyFile)
            let map = try place.folder.write(
                """
                {"services": {"identity": [{"endpoint": "tcp://127.0.0.1:0", "publicKey": "\(keys.publicKey.z85)"}]}}
                """,
                to: "mesh.json"
            )
            let service = try ServiceProgram.start(
                "identity",
                [
                    "--data-folder", place.data, "--mesh-map", map, "--mesh-key-file", keyFile,
                ]
            )
            try service.waitUntilReady()
            for (command, more) in [("recover-operator", []), ("recover-owner", ["Acme"])] {
                let arguments = more.isEmpty ? [] : ["--tenant", "Acme"]
                let program = try ServiceProgram.start(
                    "identity",
                    [command, "--data-folder", place.data] + arguments
                )
                let output = program.output()
                #expect(program.wait() != 0, "\(command): \(output)")
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: place.data)
            #expect(!files.contains { $0.hasPrefix("recovered") })
            service.send(15)
            #expect(service.wait() == 0)
        }
    }
}
