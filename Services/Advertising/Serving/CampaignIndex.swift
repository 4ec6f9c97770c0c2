import OctopusContract

/// Which campaigns can be shown where: a lane for each placement and priority.
///
/// A lane is an array of 16 bytes a campaign, which a decision reads from its beginning to its end: ten thousand
/// take ten microseconds, without a structure that every impression would have to keep in order. A campaign that
/// can't be served to anybody (its pace, its hours, its budget) sleeps until a moment, with a pass that never wins.
///
/// Fairness is stride scheduling (Waldspurger, 1995): the lowest pass wins, and the winner's rises by one over its
/// tickets. A pass behind the others is the deficit that is made good first; a campaign that few end users are
/// for stays behind, and so has those few. One that was away begins with the others, not before them.
struct CampaignIndex: Sendable {
    struct Entry: Sendable {
        /// Infinite while the campaign sleeps.
        var pass: Double
        let campaign: Int32
        /// Whom it is for; a campaign for several segments has an entry for each.
        let segment: Int32

        static let everybody: Int32 = -1
    }

    struct Lane: Sendable {
        let priority: Int32
        var entries: [Entry] = []
        /// Those that sleepers will have.
        fileprivate var passes: [Double] = []
        /// The pass of the last winner.
        fileprivate var time = 0.0
    }

    struct Place: Sendable {
        let tenant: Int
        let lifeMilliseconds: Int64
        /// The greatest priority first.
        var lanes: [Int] = []
    }

    /// Where a campaign's entry is.
    struct Spot: Sendable {
        let placement: PlacementID
        let lane: Int
        var entry: Int
    }

    private(set) var places: [PlacementID: Place] = [:]
    var lanes: [Lane] = []

    /// Adds a placement, or changes how long its impressions are reserved.
    mutating func put(_ placement: ServedPlacement, tenant: Int) {
        let lanes = places[placement.id]?.lanes ?? []
        places[placement.id] = Place(
            tenant: tenant,
            lifeMilliseconds: placement.lifeMilliseconds,
            lanes: lanes
        )
    }

    /// Enters a campaign at a placement, awake; nil for a placement of another tenant or of none.
    mutating func add(
        _ campaign: Int32,
        segment: Int32,
        priority: Int32,
        to placement: PlacementID,
        tenant: Int
    ) -> Spot? {
        guard let place = places[placement], place.tenant == tenant else { return nil }
        let lane = place.lanes.first { lanes[$0].priority == priority } ?? lanes.count
        if lane == lanes.count {
            lanes.append(Lane(priority: priority))
            let order = place.lanes + [lane]
            places[placement]?.lanes = order.sorted { lanes[$0].priority > lanes[$1].priority }
        }
        lanes[lane].entries.append(
            Entry(pass: lanes[lane].time, campaign: campaign, segment: segment)
        )
        lanes[lane].passes.append(lanes[lane].time)
        return Spot(placement: placement, lane: lane, entry: lanes[lane].entries.count - 1)
    }

    /// Takes an entry out.
    ///
    /// - Returns: The campaign whose entry, the lane's last, stands in the freed place now.
    mutating func remove(_ spot: Spot) -> (campaign: Int32, from: Int)? {
        let last = lanes[spot.lane].entries.count - 1
        lanes[spot.lane].entries.swapAt(spot.entry, last)
        lanes[spot.lane].entries.removeLast()
        lanes[spot.lane].passes.swapAt(spot.entry, last)
        lanes[spot.lane].passes.removeLast()
        guard spot.entry < last else { return nil }
        return (lanes[spot.lane].entries[spot.entry].campaign, last)
    }

    mutating func sleep(_ spots: [Spot]) {
        for spot in spots { lanes[spot.lane].entries[spot.entry].pass = .infinity }
    }

    mutating func wake(_ spots: [Spot]) {
        for spot in spots where lanes[spot.lane].entries[spot.entry].pass == .infinity {
            let pass = max(lanes[spot.lane].passes[spot.entry], lanes[spot.lane].time)
            lanes[spot.lane].entries[spot.entry].pass = pass
        }
    }

    /// A campaign was chosen.
    ///
    /// - Parameters:
    ///   - entry: Its entry that won.
    ///   - spots: All of its entries.
    ///   - lane: Where.
    ///   - tickets: Its part of the lane.
    mutating func win(_ entry: Int, of spots: [Spot], in lane: Int, tickets: Double) {
        let pass = lanes[lane].entries[entry].pass
        lanes[lane].time = max(lanes[lane].time, pass)
        let next = pass + 1 / max(tickets, 1e-9)
        for spot in spots where spot.lane == lane {
            lanes[lane].entries[spot.entry].pass = next
            lanes[lane].passes[spot.entry] = next
        }
    }
}
