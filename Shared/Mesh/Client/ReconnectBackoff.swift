/// How long a client waits before it opens a new socket to a service that it lost or never reached.
///
/// libzmq gives a connecting socket up for good after some failures (a key refused by ZAP, another
/// mechanism, a frame too large) and reconnects without jitter after others. So sockets are closed
/// and made anew here, always: exponential with full jitter, from the floor up.
struct ReconnectBackoff: Sendable {
    var floorMilliseconds: Int64 = 10
    var firstMilliseconds: Int64 = 50
    var maximumMilliseconds: Int64 = 2000
    private(set) var failures = 0

    /// The wait after one more failure.
    mutating func next(random: inout some RandomNumberGenerator) -> Int64 {
        let most = min(maximumMilliseconds, firstMilliseconds << Int64(min(failures, 20)))
        failures += 1
        return Int64.random(in: floorMilliseconds...max(floorMilliseconds, most), using: &random)
    }

    /// The service welcomed the client.
    mutating func succeeded() {
        failures = 0
    }
}
