import Glibc
import Testing

@testable import OctopusMesh

/// Who sends a message without end, judged by what connections received and who was heard.
@Suite struct PartsWatchTests {
    private func checks(_ watch: inout PartsWatch, received: UInt64?) -> [Int32] {
        watch.check { _ in received }
    }

    @Test func `a connection that receives much twice unheard is found`() {
        var watch = PartsWatch(limit: 100)
        watch.accepted(7)
        let first = checks(&watch, received: 101)
        #expect(first == [])
        #expect(watch.hasSuspects)
        let second = checks(&watch, received: 202)
        #expect(second == [7])
    }

    @Test func `one that is heard in between is not`() {
        var watch = PartsWatch(limit: 100)
        watch.accepted(7)
        for tick in UInt64(1)...10 {
            let found = checks(&watch, received: tick * 1000)
            #expect(found == [])
            watch.heard(7) { _ in tick * 1000 }
        }
    }

    @Test func `one that sent much and is silent then is not`() {
        var watch = PartsWatch(limit: 100)
        watch.accepted(7)
        for _ in 0..<10 {
            let found = checks(&watch, received: 5000)
            #expect(found == [])
        }
    }

    @Test func `a descriptor that is somebody else's begins anew`() {
        var watch = PartsWatch(limit: 100)
        watch.accepted(7)
        _ = checks(&watch, received: 101)
        watch.closed(7)
        watch.accepted(7)
        let found = checks(&watch, received: 202)
        #expect(found == [])
        _ = checks(&watch, received: nil)
        #expect(!watch.hasSuspects)
    }

    @Test func `the kernel counts what a connection receives`() {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, length)
                _ = listen(listener, 1)
                _ = getsockname(listener, address, &length)
                _ = connect(client, address, length)
            }
        }
        let accepted = accept(listener, nil, nil)
        #expect(PartsWatch.received(accepted) == 0)
        var bytes = [UInt8](repeating: 1, count: 1000)
        _ = send(client, bytes, 1000, 0)
        let count = recv(accepted, &bytes, 1000, Int32(MSG_WAITALL))
        #expect(count == 1000)
        #expect(PartsWatch.received(accepted) == 1000)
        #expect(PartsWatch.received(-1) == nil)
        for descriptor in [listener, client, accepted] { close(descriptor) }
    }
}
