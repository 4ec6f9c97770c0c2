import Testing
import OctopusTestKit

@testable import OctopusServiceKit

@Suite struct ConfigurationTests {
    private static let table = [
        Setting("http.port", .integer(default: 80, 1...65_535), "The port."),
        Setting("http.wait", .duration(default: .seconds(2)), "How long."),
        Setting("http.secret", .text(default: nil), isSecret: true, "A secret."),
        Setting("log.format", .choice(default: "json", ["json", "text"]), "How."),
        Setting("http.open", .boolean(default: false), "Whether."),
        Setting("http.name", .text(default: nil), "A name."),
    ]

    private func load(
        _ arguments: [String] = [],
        _ environment: [String: String] = [:]
    ) async throws -> Settings {
        let flags = try CommandLineFlags(arguments) { $0 == nil ? Self.table : nil }
        return try await ConfigurationLoader(
            table: Self.table,
            flags: flags,
            environment: environment
        ).load()
    }

    @Test func `flags stand above the environment, above the file, above defaults`() async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write(
                #"{"http": {"port": 1, "wait": "3s", "name": "file"}}"#,
                to: "octopus.json"
            )
            let environment = ["OCTOPUS_HTTP_PORT": "2", "OCTOPUS_HTTP_NAME": "variable"]
            let settings = try await load(
                ["--config", file, "--http-name=a, b"],
                environment
            )
            #expect(settings.text("http.name") == "a, b")
            #expect(settings.integer("http.port") == 2)
            #expect(settings.duration("http.wait") == .seconds(3))
            #expect(settings.text("log.format") == "json")
            #expect(settings.text("http.secret") == nil)
        }
    }

    @Test(arguments: [
        (["--http-prot", "1"], "there is no flag --http-prot"),
        (["--http-port"], "--http-port needs a value"),
        (["--http-port", "1", "--http-port", "2"], "twice"),
        (["--http-port", "70000"], "must be a number from 1 to 65535"),
        (["--http-wait", "soon"], "must be a duration"),
        (["--log-format", "xml"], "must be one of json, text"),
        (["--http-secret", "x"], "would show a secret"),
        (["serve"], "there is no command serve"),
        (["--config", "/nowhere.json"], "/nowhere.json can't be read"),
    ])
    func `a wrong flag is refused in words`(_ arguments: [String], _ words: String) async {
        await refused(words) { try await load(arguments) }
    }

    @Test(arguments: [
        (#"{"http": {"prot": 1}}"#, "sets http.prot, which is no setting"),
        (#"{"http": {"port": "1"}}"#, "http.port, set by"),
        (#"{"http": 1}"#, "sets http, which is no setting"),
        ("[]", "must be a JSON object"),
        ("{", "is not JSON"),
    ])
    func `a wrong file is refused in words`(_ text: String, _ words: String) async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write(text, to: "octopus.json")
            await refused(words) { try await load(["--config", file]) }
        }
    }

    @Test func `a misspelt variable of ours is refused, others' are left alone`() async throws {
        await refused("OCTOPUS_HTTP_PROT") { try await load([], ["OCTOPUS_HTTP_PROT": "1"]) }
        _ = try await load([], ["OCTOPUS_DEMO": "1", "HTTP_PORT": "x"])
    }

    @Test func `a switch needs no value`() async throws {
        #expect(try await load(["--http-open", "--http-port", "9"]).boolean("http.open"))
    }

    @Test func `the effective configuration tells where values came from and no secret`()
        async throws
    {
        let settings = try await load(["--http-port", "9"], ["OCTOPUS_HTTP_SECRET": "hush"])
        let text = ConfigurationHelp.configuration(settings)
        #expect(text.contains("http.port = 9   # a flag"))
        #expect(text.contains("http.secret = (secret)"))
        #expect(text.contains("http.wait = 2s   # the default"))
        #expect(!text.contains("hush"))
    }

    @Test func `help lists every setting`() {
        let help = ConfigurationHelp.text(
            program: "x",
            command: nil,
            table: Self.table,
            commands: [("bootstrap", "Begins.")]
        )
        for setting in Self.table { #expect(help.contains(setting.environmentName)) }
        #expect(help.contains("x bootstrap [flags]   Begins."))
    }

    private func refused(_ words: String, _ body: () async throws -> Settings) async {
        do {
            _ = try await body()
            Issue.record("accepted instead of \(words)")
        } catch {
            #expect("\(error)".contains(words))
        }
    }
}
