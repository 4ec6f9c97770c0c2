import FoundationEssentials

/// What a driver found, as one line of JSON that `deploy/bench` reads.
///
/// The names end in their unit; every program of the measures, in whichever language, uses the same.
struct Figures: Encodable {
    var callsPerSecond: Double?
    var p50Us: Double?
    var p99Us: Double?
    /// Processor time of each side for a call.
    var clientCpuUs: Double?
    var serverCpuUs: Double?
    /// Processor time of all that the kit does for a call.
    var pipelineCpuUs: Double?
    /// How many awards, or counts, a transaction held, on average.
    var awardsPerCommit: Double?
    var countsPerCommit: Double?
    /// The first ad of an end user: their token is checked, and they are looked up.
    var firstP50Us: Double?
    var firstP99Us: Double?
    /// How many of those who asked for an ad had one, of 1.
    var servedShare: Double?
    /// One award at a time, and many, in a database with few entries and in one with many.
    var smallP50Us: Double?
    var bigP50Us: Double?
    var smallBusyP50Us: Double?
    var bigBusyP50Us: Double?
    /// A message to many: to followers without a conversation, and to those who have one.
    var recipientsPerSecond: Double?
    var knownRecipientsPerSecond: Double?
    /// A token's check: one that was seen before, and a new one.
    var seenTokenUs: Double?
    var newTokenUs: Double?

    func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        print(String(decoding: try encoder.encode(self), as: UTF8.self))
    }
}

extension Figures {
    /// A load's own figures, and what it cost this process and another one.
    init(_ load: Load, client: Duration, server: Duration) {
        callsPerSecond = load.callsPerSecond
        (p50Us, p99Us) = (load.microseconds(50), load.microseconds(99))
        clientCpuUs = client / .microseconds(1) / Double(load.calls)
        serverCpuUs = server / .microseconds(1) / Double(load.calls)
    }
}
