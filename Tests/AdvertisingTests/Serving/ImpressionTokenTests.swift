import OctopusContract
import OctopusServiceKit
import Testing

@testable import OctopusAdvertising

@Suite struct ImpressionTokenTests {
    private let ids = SeededIDs(seed: 7)
    private let now = Instant(milliseconds: 1_772_352_000_000)

    private func claims() -> ImpressionClaims {
        ImpressionClaims(
            decision: ID(ids.uuid(at: now)),
            tenant: ID(ids.uuid(at: now)),
            endUser: ID(ids.uuid(at: now)),
            placement: ID(ids.uuid(at: now)),
            campaign: ID(ids.uuid(at: now)),
            ad: ID(ids.uuid(at: now)),
            expiresAt: now
        )
    }

    private func key(_ seed: UInt64) throws -> TokenKey {
        try #require(TokenKey(SeededIDs(seed: seed).randomBytes(TokenKey.byteCount)))
    }

    private func keys(_ numbers: ClosedRange<UInt16>) throws -> TokenKeys {
        var keys: [UInt16: TokenKey] = [:]
        for number in numbers { keys[number] = try key(UInt64(number)) }
        return try #require(TokenKeys(keys, newest: numbers.upperBound))
    }

    @Test func `a token says what was signed, to whom it was given`() throws {
        let (keys, claims) = (try keys(1...1), claims())
        let token = keys.token(of: claims)
        #expect(token.count == 121)
        #expect(try keys.claims(of: token, for: claims.tenant, claims.endUser) == claims)
    }

    @Test func `a bit that is changed anywhere makes it worthless`() throws {
        let (keys, claims) = (try keys(1...1), claims())
        let token = keys.token(of: claims)
        for bit in 0..<token.count * 8 {
            var changed = token
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let fault: TokenFault =
                switch bit / 8 {
                case 0: .malformed
                case 1, 2: .unknownKey
                default: .forged
                }
            #expect(throws: fault) {
                try keys.claims(of: changed, for: claims.tenant, claims.endUser)
            }
        }
    }

    @Test(arguments: [0, 1, 120, 122, 1000])
    func `another length is no token`(count: Int) throws {
        let (keys, claims) = (try keys(1...1), claims())
        let token = Array((keys.token(of: claims) + Array(repeating: 1, count: 1000)).prefix(count))
        #expect(throws: TokenFault.malformed) {
            try keys.claims(of: token, for: claims.tenant, claims.endUser)
        }
    }

    @Test func `others are told apart from forgers, inside`() throws {
        let (keys, claims, other) = (try keys(1...1), claims(), claims())
        let token = keys.token(of: claims)
        #expect(throws: TokenFault.foreignTenant) {
            try keys.claims(of: token, for: other.tenant, claims.endUser)
        }
        #expect(throws: TokenFault.foreignEndUser) {
            try keys.claims(of: token, for: claims.tenant, other.endUser)
        }
        let forger = try #require(TokenKeys([1: try key(99)], newest: 1))
        #expect(throws: TokenFault.forged) {
            try keys.claims(of: forger.token(of: claims), for: claims.tenant, claims.endUser)
        }
    }

    @Test func `a key signs until a newer one does, and is read as long as it is kept`() throws {
        let claims = claims()
        let old = try keys(1...1).token(of: claims)
        let both = try keys(1...2)
        #expect(try both.claims(of: old, for: claims.tenant, claims.endUser) == claims)
        let new = both.token(of: claims)
        let last = try keys(2...2)
        #expect(try last.claims(of: new, for: claims.tenant, claims.endUser) == claims)
        #expect(throws: TokenFault.unknownKey) {
            try last.claims(of: old, for: claims.tenant, claims.endUser)
        }
    }

    @Test func `keys have a length, and the newest is one of them`() throws {
        #expect(TokenKey([1, 2, 3]) == nil)
        #expect(TokenKeys([1: try key(1)], newest: 2) == nil)
    }
}
