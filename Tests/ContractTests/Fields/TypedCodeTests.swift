import OctopusContract
import OctopusIdentityContract
import Testing

struct TypedCodeTests {
    @Test(arguments: [
        "7K3M-9QXT", "7k3m 9qxt", "7K3M\u{A0}9QXT", "7K3M\u{2011}9QXT", "7k3m\u{2013}9qxt\r\n",
        "\u{FEFF}７Ｋ３Ｍ－９ＱＸＴ", "\t7K3M\u{2212}9QXT\u{200B}", "“7K3M 9QXT”", "7K3M9QXT.", "(7K3M)9QXT",
        "\u{202A}7K3M\u{AD}9QXT\u{202C}", "\u{2}7K3M9QXT\u{3}", "٧K٣M٩QXT",
    ])
    func `what keyboards, clipboards and scanners add is no part of a code`(_ typed: String) {
        #expect(TypedCode.symbols(of: typed) == "7K3M9QXT")
    }

    @Test func `look-alikes of other scripts stay, and make no code`() {
        #expect(TypedCode.symbols(of: "7\u{41A}3M") == "7\u{41A}3M")
        #expect(TypedCode.symbols(of: "½é*~$=") == "½é*~$=")
        #expect(TypedCode.symbols(of: String(repeating: "1", count: 600)) == nil)
    }

    @Test func `noise alone is empty`() {
        for noise in ["", "\n", " \t\r\n", "\u{FEFF}", "--", "\u{0}"] {
            #expect(TypedCode.isEmpty(noise))
        }
        #expect(!TypedCode.isEmpty("0"))
        #expect(!TypedCode.isEmpty(String(repeating: " ", count: 10_000)))
    }

    @Test(arguments: ["%@\u{2011}%@", "%@\u{A0}%@\r\n", "\u{FEFF}%@\u{2013}%@", "“%@ %@”", "%@_%@"])
    func `an End-user ID is read through all of it`(_ form: String) throws {
        let code = try #require(EndUserCode(value: 987_654_321_012 / 37 * 37 + 5))
        let halves = code.description.split(separator: "-")
        let parts = form.split(separator: "%@", omittingEmptySubsequences: false)
        let typed = parts[0] + halves[0] + parts[1] + halves[1].lowercased() + parts[2]
        #expect(try EndUserCode(typed) == code)
    }
}
