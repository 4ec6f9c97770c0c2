import Glibc
import Testing

/// What `deploy/threads` runs first, and expects to fail.
struct PlantedRaceTests {
    // Written by two threads without a lock: that is the race.
    nonisolated(unsafe) private static var count = 0

    @Test func `two threads count without a lock`() {
        var threads = [pthread_t](repeating: 0, count: 2)
        for index in threads.indices {
            pthread_create(
                &threads[index],
                nil,
                { _ in
                    for _ in 0..<1000 { PlantedRaceTests.count += 1 }
                    return nil
                },
                nil
            )
        }
        for thread in threads { pthread_join(thread, nil) }
        #expect(Self.count > 0)
    }
}
