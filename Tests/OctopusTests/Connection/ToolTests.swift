import ArgumentParser
import OctopusClient
import FoundationEssentials
import OctopusMesh
import Testing

@testable import OctopusCommandLine

struct ToolTests {
    private static let lines: [([String], Int32)] = [
        (["--help"], 0), (["help", "call"], 0), (["qr", "--help"], 0),
        (["--generate-completion-script", "bash"], 0), (["contract", "--since", "/dev/null"], 2),
        (["frobnicate"], 2), (["call"], 2), (["qr", "a", "--scale", "65"], 2), (["qr", ""], 2),
        (["health", "--wait", "-1"], 2), (["keys", "grant", "till", "--public-key", "x"], 2),
        (["keys", "show", "/nonexistent/key.json"], 2),
        (["call", "loyalty.v1/AwardPoints", "{", "--map", "/nonexistent"], 2),
        (["call", "loyalty.v1/AwardPoints", "--map", "/nonexistent", "--key-file", "/x"], 2),
        (["call", "loyalty.v1/AwardPoints", "--route", "here"], 2),
        (["login", "someone", "--tenant", "here"], 2),
        (["--version"], 0), (["events", "loyalty", "--map", "/x", "--since", "yesterday"], 2),
        (["events", "loyalty", "--map", "/x", "--tail", "-2"], 2),
        (["events", "loyalty", "--map", "/x", "--after", "12"], 2),
        (["login", "a@b.example", "--tenant", "x", "--password-file", "/"], 2),
        (["describe", "loyalty.v1/AwardPoints", "--offline"], 0),
        (["describe", "loyalty.v1/AwardPints", "--offline"], 2), (["list", "--offline"], 0),
        (["ads", "add", "Cup"], 2), (["campaigns", "extend", "May"], 2),
        (["impressions", "adjust", "Acme", "--by", "-5"], 2),
    ]

    @Test(arguments: lines)
    func `Every command line ends with its code`(arguments: [String], code: Int32) async {
        #expect(await OctopusTool.run(arguments) == code, "\(arguments)")
    }

    @Test func `Statuses become exit codes`() {
        let codes = Status.allCases.map { ExitStatus($0).rawValue }
        #expect(codes == [0, 3, 5, 1, 3, 1, 1, 4, 3, 1, 1, 1, 5, 5, 3, 5, 4])
    }

    @Test func `A refusal tells its violations, what it did and what to do next`() {
        let failure = Failure(
            CallFailure(
                .tokenExpired,
                "It is too old.",
                violations: [Violation(path: "a.b", rule: "positive", message: "It is negative.")],
                effect: .unknown,
                debugID: "d-1"
            )
        )
        #expect(failure.status == .denied)
        #expect(
            "\(failure)" == """
                octopus: tokenExpired: It is too old.
                  a.b: It is negative. (positive)
                  In the service's log: d-1
                  It may have been done or not: look before you repeat it.
                Log in: octopus login --tenant ID E-MAIL
                """
        )
    }

    @Test func `A key that no service knows is not allowed, whatever the deadline says`() {
        let failure = Failure(
            CallFailure(
                .deadline,
                "refused by ZAP: this program's key isn't registered at tcp://a:1",
                effect: .notStarted
            )
        )
        #expect(failure.status == .denied)
        #expect(failure.advice?.contains("octopus keys grant") == true)
    }

    @Test func `Options may stand before the command`() {
        let (settings, rest) = LeadingOptions.split(
            ["--data", "/a", "--profile=b", "call", "x", "--data", "/c"])
        #expect(settings == ["OCTOPUS_DATA": "/a", "OCTOPUS_PROFILE": "b"])
        #expect(rest == ["call", "x", "--data", "/c"])
        #expect(LeadingOptions.split(["--data"]).rest == ["--data"])
    }

    @Test func `A flag beats the environment, and a file its folder`() throws {
        let environment = [
            "OCTOPUS_DATA": "/env", "OCTOPUS_MAP": "/env.json", "HOME": "/home/me",
        ]
        let bare = try ConnectionOptions.parse([]).places(environment: environment)
        #expect(bare.map == "/env.json")
        #expect(bare.key == "/env/keys/operator.json")
        #expect(bare.profile == "/home/me/.config/octopus/default.json")
        let flags = try ConnectionOptions.parse([
            "--data", "/flag", "--key-file", "/k", "--profile", "till",
        ])
        .places(environment: environment)
        #expect(flags.map == "/flag/mesh.json")
        #expect(flags.key == "/k")
        #expect(flags.profile == "/home/me/.config/octopus/till.json")
    }

    @Test func `Without any place it says how to name one`() throws {
        let failure = #expect(throws: Failure.self) {
            try ConnectionOptions.parse([]).places(environment: ["HOME": "/h"])
        }
        #expect(failure?.status == .usage)
        #expect(failure?.advice?.contains("--data") == true)
    }

    @Test(arguments: ["../x", "", "a/b", String(repeating: "a", count: 65)])
    func `A profile's name can't leave its folder`(name: String) {
        #expect(throws: Failure.self) {
            try Profile.path(name: name, environment: ["HOME": "/h"])
        }
    }

    @Test func `A home is no need of commands that keep nothing`() throws {
        let places = try ConnectionOptions.parse(["--data", "/d"]).places(environment: [:])
        #expect(places.profile == nil)
        let relative = try ConnectionOptions.parse(["--data", "/d"])
            .places(environment: ["HOME": "", "XDG_CONFIG_HOME": "config"])
        #expect(relative.profile == nil)
    }

    @Test func `Near words are suggested, far ones are not`() {
        let words = ["loyalty.v1/AwardPoints", "loyalty.v1/ReverseAward"]
        #expect(
            Suggestion.closest(to: "loyalty.v1/awardpoint", among: words) == words[0]
        )
        #expect(Suggestion.closest(to: "x", among: words) == nil)
        #expect(Suggestion.closest(to: "loyalty.v1/Give", among: words) == nil)
    }
}
