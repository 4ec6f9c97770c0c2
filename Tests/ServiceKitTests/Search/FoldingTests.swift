import OctopusServiceKit
import Testing

struct FoldingTests {
    @Test(arguments: [
        ("Café", "cafe"), ("Cafe\u{301}", "cafe"), ("STRASSE", "strasse"), ("straße", "strasse"),
        ("ﬁne", "fine"), ("Ⅳ", "iv"), ("Ｍｉｌｋ", "milk"), ("İstanbul", "istanbul"),
        ("ışık", "isik"), ("Łódź", "lodz"), ("Đuro", "duro"), ("smørrebrød", "smorrebrod"),
        ("  a \t b\n", "a b"), ("a\u{200B}b", "ab"), ("so\u{AD}ft", "soft"), ("a\u{0}b", "a b"),
        ("", ""), ("\u{200B}", ""), ("\u{301}", ""),
    ])
    func `a text has one key`(text: String, key: String) {
        #expect(Folding.key(text) == key)
        // A key is its own key.
        #expect(Folding.key(key) == key)
    }

    @Test(arguments: [("が", "か"), ("की", "का"), ("กี", "กา"), ("שָׁ", "ש"), ("a", "b")])
    func `what are no accents make a difference`(one: String, other: String) {
        #expect(Folding.key(one) != Folding.key(other))
    }
}
