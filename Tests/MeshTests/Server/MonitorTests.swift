import Glibc
import Testing

@testable import OctopusMesh

/// Trap 7: connections come and go, and the socket thread is too busy to read what is told of them.
@Suite(.timeLimit(.minutes(1))) struct MonitorTests {
    @Test func `so many events wait and no more, and all is well once they are read`() async throws
    {
        try await ServerFixture.run { fixture in
            #expect(fixture.thread.performAndWait { Self.fill(fixture) } ?? .max < 3000)
            let client = fixture.client()
            await client.open()
            client.request(1, "test.v1/Echo", body: [5])
            #expect(await client.receiveReply()?.body == [5])
        }
    }

    @Test func `a server ends though nobody has read its events`() async throws {
        try await ServerFixture.run { fixture in
            fixture.thread.perform { Self.fill(fixture) }
            // Its turn comes before the monitor's.
            await fixture.server.stop()
            // libzmq closes the listener behind the server's back.
            await eventually {
                let descriptor = fixture.connect()
                close(descriptor)
                return descriptor == -1
            }
        }
    }

    /// Comes and goes until libzmq greets nobody any more, because it waits for the monitor's reader.
    ///
    /// - Returns: How many it greeted; 5,000 if that has no end.
    @discardableResult
    private static func fill(_ fixture: ServerFixture) -> Int {
        for count in 0..<5000 {
            let descriptor = fixture.connect()
            var greeting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let isGreeted = poll(&greeting, 1, 2000) == 1
            close(descriptor)
            guard isGreeted else { return count }
        }
        return 5000
    }
}
