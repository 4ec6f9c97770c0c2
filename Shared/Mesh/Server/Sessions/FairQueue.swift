/// Elements that wait, one lane for each principal, taken in turns.
///
/// A principal that asks for a thousand things at once delays its own calls, and the others' by one turn.
struct FairQueue<Element> {
    private struct Lane {
        var elements: [Element?] = []
        var first = 0
        var count: Int { elements.count - first }
    }

    private var lanes: [String: Lane] = [:]
    /// The lanes that have something, the one whose turn it is first.
    private var turns: [String] = []
    private(set) var count = 0

    mutating func append(_ element: Element, lane name: String) {
        count += 1
        if lanes[name] == nil { turns.append(name) }
        lanes[name, default: Lane()].elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard let name = turns.first, var lane = lanes.removeValue(forKey: name) else { return nil }
        turns.removeFirst()
        let element = lane.elements[lane.first]
        lane.elements[lane.first] = nil
        lane.first += 1
        count -= 1
        if lane.count > 0 {
            // What was taken is let go now and then, so that each element moves once at most.
            if lane.first > 64, lane.first > lane.count {
                lane.elements.removeFirst(lane.first)
                lane.first = 0
            }
            lanes[name] = lane
            turns.append(name)
        }
        return element
    }

    /// Takes the newest element of the longest lane, if that lane is longer than `name`'s would be.
    ///
    /// - Returns: Nil if the lane named is itself the longest.
    mutating func evict(inFavourOf name: String) -> Element? {
        let own = lanes[name]?.count ?? 0
        guard let longest = turns.max(by: { lanes[$0]?.count ?? 0 < lanes[$1]?.count ?? 0 }),
            longest != name, let length = lanes[longest]?.count, length > own + 1,
            let element = lanes[longest]?.elements.popLast()
        else { return nil }
        count -= 1
        return element
    }

    mutating func removeAll() -> [Element] {
        var all: [Element] = []
        while let element = popFirst() { all.append(element) }
        return all
    }
}
