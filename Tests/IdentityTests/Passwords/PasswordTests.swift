import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusIdentity

struct PasswordTests {
    /// The forms in which one keyboard or another sends the same password.
    private static let equals: [[String]] = [
        ["caf\u{E9} na uglu u osam", "cafe\u{301} na uglu u osam"],
        ["\u{17E}uta \u{161}ljiva pada", "z\u{30C}uta s\u{30C}ljiva pada"],
        [
            "tri medvjeda ple\u{161}u", "tri\u{A0}medvjeda\u{2003}ple\u{161}u",
            "tri\u{3000}medvjeda\u{202F}ples\u{30C}u",
        ],
        [
            "\u{AC00}\u{AC01} sedam kišobrana",
            "\u{1100}\u{1161}\u{1100}\u{1161}\u{11A8} sedam kišobrana",
        ],
        ["\u{212B}ngström is a long word", "\u{C5}ngstro\u{308}m is a long word"],
    ]

    @Test(arguments: equals)
    func `equal forms are one password`(forms: [String]) {
        #expect(Set(forms.map { Array(Password($0).text.utf8) }).count == 1)
        for form in forms { #expect(Password(form).hasOnlyAllowedCharacters) }
    }

    @Test(arguments: [
        ("Seven wet umbrellas", "seven wet umbrellas"),
        ("\u{FF53}even wet umbrellas", "seven wet umbrellas"),
        ("seven wet umbrellas ", "seven wet umbrellas"),
        ("stra\u{DF}e und haus", "strasse und haus"),
        ("\u{FB01}ve wet umbrellas", "five wet umbrellas"),
    ])
    func `case, width, compatible letters and blanks at the ends tell passwords apart`(
        one: String,
        other: String
    ) {
        #expect(!Password(one).text.utf8.elementsEqual(Password(other).text.utf8))
    }

    @Test(arguments: equals)
    func `who sets one form logs in with any`(forms: [String]) async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            try await house.call(
                CreatePartner.self,
                .init(name: "Bakery", ownerName: "Ana", ownerEmail: "ana@shop.example"),
                token: owner.accessToken
            )
            let invitation = try await house.secret("invitation", to: "ana@shop.example")
            let first = try #require(forms.first)
            try await house.call(
                AcceptInvitation.self,
                .init(invitation: invitation, password: first)
            )
            for form in forms { _ = try await house.logIn("ana@shop.example", form) }
            // The same password again, in another form, says the same.
            try await house.call(
                AcceptInvitation.self,
                .init(invitation: invitation, password: try #require(forms.last))
            )
        }
    }

    @Test(arguments: equals)
    func `a password that an older version hashed as it came still opens, and is hashed anew`(
        forms: [String]
    ) async throws {
        let old = try #require(forms.last)
        let hash = try #require(Argon2.hash(old))
        try await House.with { house in
            let owner = house.owner
            _ = try await house.instance.transact { context in
                try context.database.run(
                    "UPDATE users SET password_hash = ? WHERE id = ?",
                    [hash, owner]
                )
            }
            await expectRefusal(.badCredentials) { try await house.logIn(House.email, "another") }
            _ = try await house.logIn(House.email, old)
            // From now on any form opens.
            for form in forms { _ = try await house.logIn(House.email, form) }
        }
    }

    @Test func `the limit of bytes counts both forms`() {
        // Composed forms that are longer than what was typed.
        let grown = String(repeating: "\u{1D160}", count: 40)
        #expect(Password(grown).byteCount > grown.utf8.count)
        let shrunk = String(repeating: "e\u{301}", count: 100)
        #expect(Password(shrunk).byteCount == shrunk.utf8.count)
    }
}
