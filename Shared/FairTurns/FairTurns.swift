/// Elements that wait, taken in turns: by tenant, then by program, then by person.
///
/// On each level the share is next that has used least (virtual time). A share that comes back from
/// idleness starts where the others are: it has no credit for the time in which it asked for nothing.
/// A share that asks for a thousand things at once delays its own, and the others' by one turn.
package struct FairTurns<Element> {
    private var order: TurnOrder
    private var elements: [Element?] = []
    private var free: [Int] = []

    /// Makes an empty queue.
    ///
    /// - Parameter turnCost: What a turn costs when it begins; `charge` adds what it turns out to cost.
    package init(turnCost: Int64 = 1) { order = TurnOrder(turnCost: turnCost) }

    package var count: Int { order.count }
    package var isEmpty: Bool { order.isEmpty }

    /// How much of a share waits, or of all that have the level in common with it.
    package func count(of share: Share, _ level: Share.Level = .person) -> Int {
        order.count(of: share, level)
    }

    package mutating func append(_ element: Element, share: Share) {
        if let place = free.popLast() {
            elements[place] = element
            order.append(place, share: share)
        } else {
            elements.append(element)
            order.append(elements.count - 1, share: share)
        }
    }

    /// Takes the element whose turn it is.
    package mutating func popFirst() -> (element: Element, share: Share)? {
        popFirst { _ in nil }
    }

    /// Takes the element whose turn it is among those that may go.
    ///
    /// - Parameter full: The level of a share that has no room; nil if its next element may go. It is
    ///   not asked again for those that have the full level in common.
    /// - Returns: Nil if nothing waits, or nothing may go.
    package mutating func popFirst(
        unless full: (Share) -> Share.Level?
    ) -> (element: Element, share: Share)? {
        guard let (place, share) = order.popFirst(unless: full), let element = take(place) else {
            return nil
        }
        return (element, share)
    }

    /// Takes the newest element of a share, which gives way to another's; it costs no turn.
    package mutating func popLast(of share: Share) -> Element? {
        order.popLast(of: share).flatMap { take($0) }
    }

    /// Adds to what a share has used, as the microseconds that its turn took.
    package mutating func charge(_ share: Share, cost: Int64) { order.charge(share, cost: cost) }

    /// Removes what nobody waits for any more; it costs no turn.
    ///
    /// - Parameters:
    ///   - share: Whose elements are looked at.
    ///   - isGone: Which of them go.
    /// - Returns: What was removed.
    package mutating func removeAll(
        of share: Share,
        where isGone: (Element) -> Bool
    ) -> [Element] {
        Self.removeAll(from: &order, of: share, elements, isGone).compactMap { take($0) }
    }

    /// Apart, so that the elements are lent to it and not copied when they change afterwards.
    private static func removeAll(
        from order: inout TurnOrder,
        of share: Share,
        _ elements: [Element?],
        _ isGone: (Element) -> Bool
    ) -> [Int] {
        order.removeAll(of: share) { elements[$0].map(isGone) ?? true }
    }

    private mutating func take(_ place: Int) -> Element? {
        let element = elements[place]
        elements[place] = nil
        free.append(place)
        return element
    }
}
