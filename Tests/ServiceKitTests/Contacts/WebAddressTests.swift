import OctopusServiceKit
import Testing

struct WebAddressTests {
    @Test(arguments: [
        ("https://cafe.example", "https://cafe.example"),
        (" HTTPS://Cafe.Example/Menu?x=1#Tea ", "https://cafe.example/Menu?x=1#Tea"),
        ("http://münchen.example:8080/a", "http://xn--mnchen-3ya.example:8080/a"),
        ("https://cafe.example?to=https://x.example", "https://cafe.example?to=https://x.example"),
        ("https://cafe.example/čaj", "https://cafe.example/čaj"),
    ])
    func `an address has its host in one form`(_ typed: String, _ text: String) {
        #expect(WebAddress(typed)?.text == text)
        #expect(WebAddress(text)?.text == text)
    }

    @Test(arguments: [
        "", "https://", "cafe.example", "javascript:alert(1)", "data:text/html,x",
        "ftp://cafe.example", "https:/cafe.example", "https:///cafe.example",
        "https://ana@cafe.example", "https://cafe.example:pass@x.example", "https://10.0.0.1",
        "https://[::1]/", "https://localhost", "https://cafe.example:0", "https://cafe.example:1:2",
        "https://cafe.example:65536", "https://cafe.example/a b", "https://cafe.example/\u{202E}b",
        "https://cafe.example\\@x.example", "https://cafe.example/\"onload=",
        "https://cafe.example/<a>",
        "https://cafe.example/a\nb", "https://cafe\u{200B}.example",
        "https://cafe.example/" + String(repeating: "a", count: 2000),
    ])
    func `what leads elsewhere, or nowhere, is refused`(_ typed: String) {
        #expect(WebAddress(typed) == nil, "\(typed)")
    }
}
