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

    private static let neighbours: Set<[Character]> = Set(
        rows.flatMap { row in
            zip(row, row.dropFirst()).flatMap { [[$0, $1], [$1, $0]] } + row.map { [$0, $0] }
        }
    )

    /// Whether one follows the other in the alphabet, among the digits or on a keyboard's row.
    static func areNeighbours(_ one: Character, _ next: Character) -> Bool {
        neighbours.contains([one, next])
    }
}
