import OctopusFairTurns
import OctopusIdentityContract
import Synchronization
import Testing
import struct FoundationEssentials.UUID

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

    @Test(arguments: ["another program", "another account of the same program"])
    func `a log-in waits for one hash of a flood, not for all`(_ whose: String) async throws {
        let hasher = try PasswordHasher(threadCount: 1, queueLimit: 64)
        let guesser = Share(tenant: UUID(), program: "guesser", person: nil)
        var honest = guesser
        if whose == "another program" { honest.program = "till" } else { honest.person = UUID() }
        let order = Notes<Bool>()
        // The thread is held until everybody waits, so the order is the queue's alone.
        let gate = Semaphore()
        #expect(hasher.work.add(.process) { gate.wait() } == nil)
        for _ in 0..<20 { #expect(hasher.work.add(guesser) { order.add(false) } == nil) }
        #expect(hasher.work.add(honest) { order.add(true) } == nil)
        gate.signal()
        while order.all.count < 21 { await Task.yield() }
        #expect(try #require(order.all.firstIndex(of: true)) <= 1)
    }

    @Test func `one who floods leaves places, and is told whose are full`() async throws {
        let hasher = try PasswordHasher(threadCount: 1, queueLimit: 8)
        let guesser = Share(tenant: UUID(), program: "guesser", person: nil)
        let refusals = Notes<String>()
        let isRight = try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    do {
                        _ = try await hasher.verify(Password("guess"), against: nil, for: guesser)
                    } catch let refusal as Refusal {
                        #expect(refusal.reason == .overloaded)
                        #expect(refusal.retryAfterMilliseconds == 1000)
                        refusals.add(refusal.message)
                    }
                }
            }
            while refusals.all.isEmpty { await Task.yield() }
            let honest = Share(tenant: UUID(), program: "till", person: nil)
            let isRight = try await hasher.verify(Password("x"), against: nil, for: honest).isRight
            try await group.waitForAll()
            return isRight
        }
        #expect(!isRight)
        #expect(refusals.all.allSatisfy { $0.contains("of this program") })
    }

    @Test func `what is cancelled before its turn costs no hash`() async throws {
        let hasher = try PasswordHasher(threadCount: 1, queueLimit: 64)
        let gate = Semaphore()
        #expect(hasher.work.add(.process) { gate.wait() } == nil)
        let guesser = Share(tenant: UUID(), program: "guesser", person: nil)
        let flood = Task {
            await withTaskGroup { group in
                for _ in 0..<30 {
                    group.addTask {
                        (try? await hasher.hash(Password("guess"), for: guesser)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
        }
        while hasher.work.waitingCount(of: guesser) < 30 { await Task.yield() }
        flood.cancel()
        gate.signal()
        #expect(await flood.value == 0)
    }
}

/// What tasks have seen, in order.
private final class Notes<Note: Sendable>: Sendable {
    private let notes = Mutex<[Note]>([])

    var all: [Note] { notes.withLock { $0 } }

    func add(_ note: Note) { notes.withLock { $0.append(note) } }
}
