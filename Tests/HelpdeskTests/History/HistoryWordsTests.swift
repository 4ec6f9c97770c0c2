import Testing

@testable import OctopusHelpdesk

struct HistoryWordsTests {
    private static let family = "👨‍👩‍👧"

    @Test(arguments: [
        ("Where is my Café latte?", "CAFE"),
        ("Straße 12", "strasse"),
        ("d\u{0435}\u{0301}мо 𝐛𝐨𝐥𝐝", "bold"),
        ("مرحبا بكم في المتجر", "المتجر"),
        ("שלום עולם", "עולם"),
        ("東京の天気はどうですか", "天気"),
        ("東京の天気はどうですか", "京"),
        ("오늘 날씨가 좋네요", "날씨"),
        ("สวัสดีครับ", "สวัสดี"),
        ("Thanks 👍🏽!", "👍"),
        ("Thanks 👍!", "👍🏿"),
        ("\(Self.family) at home", Self.family),
        ("We won 🇭🇷🇭🇷", "🇭🇷"),
        ("I ❤️ it", "❤"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("ana.k@cafe.example", "cafe.example"),
        ("It costs 12,50 €", "12,50 €"),
        ("Zażółć gęślą jaźń", "zazolc gesla"),
    ]) func `what people write is found by what people type`(text: String, search: String) {
        let words = Set(HistoryWords(of: text).words)
        let searched = HistoryWords(searching: search).words
        #expect(!searched.isEmpty)
        #expect(words.isSuperset(of: searched), "\(words) lack some of \(searched)")
    }

    @Test(arguments: [
        ("東京の天気", "気天"), ("One two.", "three"), ("🇭🇷", "🇷🇸"), ("cafeteria", "cafe"),
    ]) func `what was not written is not found`(text: String, search: String) {
        let words = Set(HistoryWords(of: text).words)
        #expect(!words.isSuperset(of: HistoryWords(searching: search).words))
    }

    @Test(arguments: ["", "  ", "\"", "*)(", "… — !", "\u{200B}"])
    func `signs alone are no words`(search: String) {
        #expect(HistoryWords(searching: search).words.isEmpty)
    }

    @Test func `words have no sign that means anything in a search`() {
        let text = #"a"b c:d NEAR(e f) -g ^h i* {j} k+l OR AND NOT 1:m"#
        let words = HistoryWords(of: text).words
        let signs: Set<Character> = [
            "\"", ":", "(", ")", "*", "^", "{", "}", "+", "-", " ",
        ]
        #expect(words.allSatisfy { signs.isDisjoint(with: $0) })
        #expect(words.contains("near") && words.contains("or") && words.contains("m"))
    }

    @Test func `a long word is found by its beginning, and marks without end are bounded`() {
        let long = String(repeating: "a", count: 4000)
        #expect(HistoryWords(of: long).words == HistoryWords(searching: long).words)
        #expect(HistoryWords(of: long).words.allSatisfy { $0.unicodeScalars.count <= 48 })
        let marks = "क" + String(repeating: "\u{093F}", count: 4000)
        #expect(HistoryWords(of: marks).words.allSatisfy { $0.unicodeScalars.count <= 48 })
    }
}
