import Synchronization
import Testing

@testable import OctopusServiceKit

struct SharedWorkTests {
    @Test func `many who ask at once share a few results`() async throws {
        let runs = Atomic(0)
        let work = SharedWork {
            [UInt8(truncatingIfNeeded: runs.add(1, ordering: .relaxed).newValue)]
        }
        try await withThrowingTaskGroup { group in
            for _ in 0..<500 { group.addTask { _ = try await work.result() } }
            try await group.waitForAll()
        }
        #expect(runs.load(ordering: .relaxed) < 50)
    }

    @Test func `a result is never older than the question`() async throws {
        let present = Atomic(0)
        let work = SharedWork { [UInt8(present.load(ordering: .acquiring))] }
        for now in 1...10 {
            present.store(now, ordering: .releasing)
            let results = try await withThrowingTaskGroup { group in
                for _ in 0..<5 { group.addTask { try await work.result() } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results == Array(repeating: [UInt8(now)], count: 5))
        }
    }

    @Test func `a failure is told to those who asked, and the next try is a new one`() async throws
    {
        struct Failure: Error {}
        let runs = Atomic(0)
        let work = SharedWork {
            guard runs.add(1, ordering: .relaxed).newValue > 1 else { throw Failure() }
            return [1]
        }
        await #expect(throws: Failure.self) { try await work.result() }
        #expect(try await work.result() == [1])
    }
}
