/// What is due at some moment, the earliest first: a binary heap.
struct EarliestFirst<Element: Sendable>: Sendable {
    private var items: [(due: Int64, element: Element)] = []

    var count: Int { items.count }
    var earliest: Int64? { items.first?.due }

    mutating func add(_ element: Element, due: Int64) {
        var place = items.count
        items.append((due, element))
        while place > 0, items[(place - 1) / 2].due > items[place].due {
            items.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes the earliest if its moment has come.
    mutating func next(dueBy now: Int64) -> Element? {
        guard let first = items.first, first.due <= now else { return nil }
        items.swapAt(0, items.count - 1)
        items.removeLast()
        var place = 0
        while true {
            let (left, right) = (2 * place + 1, 2 * place + 2)
            guard left < items.count else { break }
            let child =
                right < items.count && items[right].due < items[left].due ? right : left
            guard items[child].due < items[place].due else { break }
            items.swapAt(child, place)
            place = child
        }
        return first.element
    }
}
