import OctopusIdentityContract
import Testing

@testable import OctopusIdentity

struct PasswordHasherTests {
    @Test func `a hash is Argon2id with OWASP's cost, and knows its password`() async throws {
        let hasher = try PasswordHasher(threadCount: 1)
        let hash = try await hasher.hash(Password("seven wet umbrellas sing"))
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(
            try await hasher.verify(Password("seven wet umbrellas sing"), against: hash).isRight
        )
        #expect(
            try await !hasher.verify(Password("seven wet umbrellas sin"), against: hash).isRight
        )
        #expect(try await hasher.hash(Password("seven wet umbrellas sing")) != hash)
    }

    @Test func `nobody's password is nobody's`() async throws {
        let hasher = try PasswordHasher(threadCount: 1)
        #expect(try await !hasher.verify(Password("nobody's password"), against: nil).isRight)
        #expect(try await !hasher.verify(Password(""), against: nil).isRight)
    }

    @Test func `nobody's hash costs what anybody's costs`() {
        #expect(!Argon2.isOutdated(Argon2.nobodysHash))
        let clock = ContinuousClock()
        let nobodys = clock.measure { _ = Argon2.verify("guess", against: Argon2.nobodysHash) }
        // One pass over 8 KiB takes microseconds; this one was not refused before it was computed.
        #expect(nobodys > .milliseconds(2))
    }

    @Test func `a hash of another cost is made anew`() {
        let old = Argon2.nobodysHash.replacing("m=19456", with: "m=8192")
        #expect(Argon2.isOutdated(old))
        #expect(Argon2.isOutdated(Argon2.nobodysHash.replacing("t=2", with: "t=1")))
    }

    @Test func `a flood is refused instead of queued without end`() async throws {
        let hasher = try PasswordHasher(threadCount: 1, queueLimit: 4)
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    do {
                        _ = try await hasher.hash(Password("seven wet umbrellas sing"))
                        return true
                    } catch {
                        #expect((error as? Refusal)?.reason == .overloaded)
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.contains(true))
        #expect(outcomes.contains(false))
    }
}
