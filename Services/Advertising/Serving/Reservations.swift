import OctopusContract

/// An impression of a decision: reserved, then shown or expired.
struct Reservation: Sendable {
    enum State: UInt8, Sendable {
        /// → `shown` by a beacon, → `expired` by time.
        case reserved
        /// The end; the impression is counted.
        case shown
        /// Given back. → `shown` by a late beacon, if one can be reserved again.
        case expired
    }

    let campaign: Int32
    /// The number of the end user in ``Profiles``.
    let user: UInt32
    /// In milliseconds; the caps were charged then.
    let chargedAt: Int64
    let expiresAt: Int64
    var state = State.reserved
    var isViewable = false
    var isClicked = false
}

/// The decisions whose tokens may still come back, so that each counts once.
///
/// A record is kept until its token is too late, counted or not. Those counted are in the database too, from where
/// a start reads them; reservations are not, and need not be: the token of one that a restart forgot is like a
/// late one.
struct Reservations: Sendable {
    /// How long after its expiry a token may still be counted.
    let graceMilliseconds: Int64
    private var records: [AdDecisionID: Reservation] = [:]
    private var due = EarliestFirst<AdDecisionID>()

    init(graceMilliseconds: Int64) { self.graceMilliseconds = graceMilliseconds }

    var count: Int { records.count }

    subscript(_ id: AdDecisionID) -> Reservation? { records[id] }

    /// Whether a token that expires then is too late for anything.
    func isTooLate(_ expiresAt: Int64, at now: Int64) -> Bool {
        now >= end(expiresAt)
    }

    mutating func add(_ id: AdDecisionID, _ reservation: Reservation) {
        records[id] = reservation
        let isReserved = reservation.state == .reserved
        due.add(id, due: isReserved ? reservation.expiresAt : end(reservation.expiresAt))
    }

    mutating func change(_ id: AdDecisionID, _ body: (inout Reservation) -> Void) {
        if var record = records[id] {
            body(&record)
            records[id] = record
        }
    }

    /// Takes the next reservation that ended unshown; forgets on the way what is too late.
    ///
    /// - Parameters:
    ///   - now: In milliseconds.
    ///   - looks: How many records may be looked at, of which each look takes one from it.
    /// - Returns: The reservation, to be given back; nil if none has ended, or the looks have.
    mutating func nextExpired(by now: Int64, looks: inout Int) -> Reservation? {
        while looks > 0, let id = due.next(dueBy: now) {
            looks -= 1
            guard let record = records[id] else { continue }
            if now >= end(record.expiresAt) {
                records[id] = nil
            } else {
                due.add(id, due: end(record.expiresAt))
                if record.state == .reserved { records[id]?.state = .expired }
            }
            if record.state == .reserved { return record }
        }
        return nil
    }

    private func end(_ expiresAt: Int64) -> Int64 {
        let (end, overflow) = expiresAt.addingReportingOverflow(graceMilliseconds)
        return overflow ? .max : end
    }
}
