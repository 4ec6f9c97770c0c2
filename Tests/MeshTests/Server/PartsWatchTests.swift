import Glibc
import Testing

@testable import Mesh

/// Who sends a message without end, judged by what connections received and who was heard.
@Suite struct PartsWatchTests {
    private var watch = PartsWatch(limit: 100)

    @Test mutating func `whoever receives much twice unheard is found`() {
        watch.accepted(7)
        #expect(watch.check { _ in 101 }.isEmpty)
        #expect(watch.hasSuspects)
        #expect(watch.check { _ in 202 } == [7])
    }

    @Test mutating func `whoever is heard in between is not`() {
        watch.accepted(7)
        for tick in UInt64(1)...10 {
            #expect(watch.check { _ in tick * 1000 }.isEmpty)
            watch.heard(7) { _ in tick * 1000 }
        }
    }

    @Test mutating func `whoever sent much and is silent then is not`() {
        watch.accepted(7)
        for _ in 0..<10 { #expect(watch.check { _ in 5000 }.isEmpty) }
    }

    @Test mutating func `a descriptor that is somebody else's begins anew`() {
        watch.accepted(7)
        _ = watch.check { _ in 101 }
        watch.closed(7)
        watch.accepted(7)
        #expect(watch.check { _ in 202 }.isEmpty)
        #expect(watch.check { _ in nil }.isEmpty)
        #expect(!watch.hasSuspects)
    }

    @Test func `the kernel counts what a connection receives`() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length)
                listen(listener, 1)
                getsockname(listener, $0, &length)
                connect(client, $0, length)
            }
        }
        let accepted = accept(listener, nil, nil)
        defer { close(accepted) }
        #expect(PartsWatch.received(accepted) == 0)
        send(client, [UInt8](repeating: 1, count: 1000), 1000, 0)
        var bytes = [UInt8](repeating: 0, count: 1000)
        #expect(recv(accepted, &bytes, 1000, Int32(MSG_WAITALL.rawValue)) == 1000)
        #expect(PartsWatch.received(accepted) == 1000)
        #expect(PartsWatch.received(0) == nil)
    }
}
