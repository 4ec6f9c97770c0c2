import Crypto
import FoundationEssentials
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct BreachedPasswordsTests {
    private static let known = (0..<500).map { "breached password number \($0)" }

    private static func line(_ password: String) -> String {
        Insecure.SHA1.hash(data: Data(password.utf8)).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private func with(_ text: String, _ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "breached-\(UUID()).txt").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    @Test(arguments: ["\n", "\r\n", ":1\n", ":4921384\r\n"])
    func `every password of the file is found, and no other`(_ end: String) async throws {
        let text = Self.known.map(Self.line).sorted().map { $0 + end }.joined()
        try await with(text) { path in
            let breached = try BreachedPasswords(file: path)
            for password in Self.known {
                #expect(breached.contains(password), "\(password)")
                #expect(!breached.contains(password + "!"))
            }
        }
    }

    @Test func `a file of one line, in small letters and without an end`() async throws {
        try await with(Self.line(Self.known[0]).lowercased()) { path in
            let breached = try BreachedPasswords(file: path)
            #expect(breached.contains(Self.known[0]))
            #expect(!breached.contains(Self.known[1]))
        }
    }

    @Test(arguments: ["", "password\n", "/nowhere"])
    func `what is no such file stops the start`(_ text: String) async throws {
        try await with(text) { path in
            #expect(throws: Refusal.self) {
                try BreachedPasswords(file: text == "/nowhere" ? text : path)
            }
        }
    }

    @Test func `a breached password is refused`() async throws {
        let bad = "nine red kettles whistle"
        try await with(Self.line(bad) + ":3\r\n") { path in
            try await House.with(["passwords.breached-file": .text(path)]) { house in
                let refused = await expectRefusal(.weakPassword) {
                    try await house.call(
                        ChangePassword.self,
                        .init(password: House.password, newPassword: bad),
                        token: house.logIn().accessToken
                    )
                }
                #expect(refused?.violations.map(\.rule) == ["breached"])
            }
        }
    }
}
