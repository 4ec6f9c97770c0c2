/// What is guessed first: the parts that well-known long passwords are made of.
///
/// A list of whole passwords of 15 and more characters would be short and easily stepped around
/// (`passwordpassword1`, `passwordpassword2`), so the words are listed and combinations are caught.
enum KnownPasswords {
    static let words = [
        "password", "passwort", "passphrase", "passwd", "pass", "word", "secret", "letmein",
        "welcome", "admin", "administrator", "root", "login", "user", "guest", "master", "default",
        "changeme", "change", "qwerty", "qwertz", "azerty", "asdf", "zxcv", "abc123", "iloveyou",
        "love", "monkey", "dragon", "sunshine", "princess", "football", "baseball", "superman",
        "batman", "shadow", "michael", "trustno1", "correct", "horse", "battery", "staple",
        "test", "testing", "demo", "hello", "world", "company", "owner", "octopus", "loyalty",
        "please", "open", "sesame", "summer", "winter", "spring", "autumn", "monday", "january",
        "internet", "computer", "server", "security", "super", "lozinka", "sifra", "korisnik",
        "123456789", "12345678", "1234567", "123456", "12345", "1234", "123", "2024", "2025",
        "2026",
        "the", "and", "this", "that", "my", "is", "very", "long",
    ]

    private static let rows: [[Character]] = [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "qwertzuiop", "azertyuiop",
        "asdfghjkl", "zxcvbnm", "yxcvbnm",
    ].map { Array(String(PasswordRules.fold($0))) }

    /// Keyboards row by row; a key's neighbours are beside, above and below it.
    private static let keyboards: [[[Character]]] = [
        ["1234567890", "qwertyuiop", "asdfghjkl;", "zxcvbnm,./"],
        ["1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm"],
        ["1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"],
    ].map { $0.map(Array.init) }

    private static let neighbours: Set<[Character]> = {
        var pairs: Set<[Character]> = []
        for row in rows {
            pairs.formUnion(row.map { [$0, $0] })
            pairs.formUnion(steps(in: row))
        }
        for keyboard in keyboards {
            for row in keyboard { pairs.formUnion(steps(in: row)) }
            for (upper, lower) in zip(keyboard, keyboard.dropFirst()) {
                // A row lies half a key to the right of the one above it.
                pairs.formUnion(steps(between: upper, lower))
                pairs.formUnion(steps(between: Array(upper.dropFirst()), lower))
            }
        }
        return pairs
    }()

    /// From each to the next, and back.
    private static func steps(in row: [Character]) -> [[Character]] {
        steps(between: row, Array(row.dropFirst()))
    }

    private static func steps(
        between one: [Character],
        _ other: [Character]
    ) -> [[Character]] {
        zip(one, other).flatMap { key, neighbour in [[key, neighbour], [neighbour, key]] }
    }

    /// Whether one follows the other in the alphabet or among the digits, or lies beside it on a keyboard.
    static func areNeighbours(_ one: Character, _ next: Character) -> Bool {
        neighbours.contains([one, next])
    }
}
