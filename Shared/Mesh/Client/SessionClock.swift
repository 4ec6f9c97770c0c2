/// What a client knows of a service's session clock, in milliseconds.
///
/// A call's expiry is absolute on the clock of the service that answers it: the remaining time would
/// be wrong, because messages wait unseen in queues, and wall clocks differ. Each answered question
/// for that clock bounds the offset by half its round trip, so the quickest of the last minute wins.
struct SessionClock: Sendable {
    static let memoryMilliseconds: Int64 = 60_000

    private struct Sample {
        let takenAt: Int64
        let roundTrip: Int64
        let offset: Int64
    }

    /// Older samples stand first and are quicker than all behind them: a sliding minimum.
    private var samples: [Sample] = []

    /// Takes an answer in.
    ///
    /// - Parameters:
    ///   - sentAt: when the question left, on the client's monotonic clock.
    ///   - receivedAt: when the answer came, on the same clock.
    ///   - sessionNow: what the answer says.
    mutating func note(sentAt: Int64, receivedAt: Int64, sessionNow: Int64) {
        let roundTrip = max(0, receivedAt - sentAt)
        let sample = Sample(
            takenAt: receivedAt,
            roundTrip: roundTrip,
            offset: sessionNow &- (sentAt + roundTrip / 2)
        )
        while let last = samples.last, last.roundTrip >= roundTrip { samples.removeLast() }
        samples.append(sample)
        let oldest = receivedAt - Self.memoryMilliseconds
        while let first = samples.first, first.takenAt < oldest { samples.removeFirst() }
    }

    /// The session clock minus the client's; nil before the first answer.
    var offset: Int64? { samples.first?.offset }

    /// By how much the offset may be wrong.
    var errorMilliseconds: Int64? { samples.first.map { ($0.roundTrip + 1) / 2 } }

    /// The deadline as the service reads it; nil before the first answer.
    func expiry(ofDeadline deadline: Int64) -> Int64? {
        guard let offset else { return nil }
        return deadline.addingReportingOverflow(offset).overflow ? nil : deadline + offset
    }
}
