/// Things under numbers that rise strictly and are given but once.
///
/// A number's last bits say where its element lies, so nothing is hashed and what lives side by side
/// lies side by side. A number whose place is still taken is not given.
struct NumberedTable<Element> {
    private struct Place {
        /// 0 if the place is free.
        var number: UInt64 = 0
        var element: Element?
    }

    /// A power of two, at least twice as many as are taken.
    private var places = [Place](repeating: Place(), count: 64)
    private var next: UInt64 = 1
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// All elements in the order in which they were added.
    var elements: [Element] {
        places.filter { $0.number != 0 }.sorted { $0.number < $1.number }.compactMap(\.element)
    }

    /// Adds an element and gives it its number.
    mutating func add(_ element: Element) -> UInt64 {
        if 2 * count >= places.count { grow() }
        while places[index(of: next)].number != 0 { next += 1 }
        let number = next
        next += 1
        places[index(of: number)] = Place(number: number, element: element)
        count += 1
        return number
    }

    func contains(_ number: UInt64) -> Bool {
        number != 0 && places[index(of: number)].number == number
    }

    /// The element of a number; setting it replaces one that is there.
    subscript(number: UInt64) -> Element? {
        get { contains(number) ? places[index(of: number)].element : nil }
        set { if contains(number) { places[index(of: number)].element = newValue } }
    }

    mutating func remove(_ number: UInt64) -> Element? {
        guard contains(number) else { return nil }
        count -= 1
        let place = index(of: number)
        places[place].number = 0
        return places[place].element.take()
    }

    /// Forgets all elements, but not which numbers were given.
    mutating func removeAll() {
        places = [Place](repeating: Place(), count: 64)
        count = 0
    }

    private func index(of number: UInt64) -> Int {
        Int(truncatingIfNeeded: number) & (places.count - 1)
    }

    /// Numbers that differed in their last bits differ in one more of them.
    private mutating func grow() {
        let former = places
        places = [Place](repeating: Place(), count: 2 * former.count)
        for place in former where place.number != 0 { places[index(of: place.number)] = place }
    }
}
