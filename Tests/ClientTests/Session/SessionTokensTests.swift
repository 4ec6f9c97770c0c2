import FoundationEssentials
import OctopusContract
import Testing

@testable import OctopusClient

struct SessionTokensTests {
    private func token(_ payload: String) -> String {
        let text = Data(payload.utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return "e30.\(text).c2ln"
    }

    private func tokens(_ access: String, askedAt: ContinuousClock.Instant) -> SessionTokens {
        SessionTokens(
            access: access,
            refresh: "r",
            sessionID: SessionID(UUID()),
            userID: nil,
            endUserID: nil,
            partnerID: nil,
            askedAt: askedAt
        )
    }

    // The moment of expiry is identity's; only the difference counts, whatever clock this machine has.
    @Test(arguments: [0, 1_700_000_000, 4_000_000_000])
    func `a token's life is what it says, on any clock`(issuedAt: Int64) {
        let token = token(#"{"iat":\#(issuedAt),"exp":\#(issuedAt + 300),"sub":"ü?>"}"#)
        #expect(SessionTokens.life(of: token) == .seconds(300))
        let start = ContinuousClock.now
        let tokens = tokens(token, askedAt: start)
        #expect(!tokens.isEnding(start + .seconds(239)))
        #expect(tokens.isEnding(start + .seconds(240)))
        #expect(!tokens.isExpired(start + .seconds(299)))
        #expect(tokens.isExpired(start + .seconds(300)))
    }

    @Test func `a short life ends a fifth before its end, a long one a minute`() {
        let start = ContinuousClock.now
        let short = tokens(token(#"{"iat":1,"exp":11}"#), askedAt: start)
        #expect(!short.isEnding(start + .seconds(7.9)))
        #expect(short.isEnding(start + .seconds(8)))
        let long = tokens(token(#"{"iat":1,"exp":86401}"#), askedAt: start)
        #expect(!long.isEnding(start + .seconds(86_339)))
        #expect(long.isEnding(start + .seconds(86_340)))
    }

    @Test(arguments: [
        "", "opaque", "a.b", "a.b.c.d", "e30.!!!.x", "e30.e30.x", ".eyJpYXQiOjF9.",
        "e30.eyJpYXQiOjUsImV4cCI6NX0.x",
    ])
    func `a token that doesn't say how long it lives is used until it is refused`(access: String) {
        #expect(SessionTokens.life(of: access) == nil)
        let start = ContinuousClock.now
        #expect(!tokens(access, askedAt: start).isExpired(start + .seconds(1_000_000)))
    }
}
