/// The calls of a session that are not answered yet, by their ids, which rise.
///
/// A list instead of a dictionary: it is in order by itself, no longer than a session's limits, and a
/// call that is answered at once is its last.
struct OpenCalls {
    private var list: [(id: UInt64, state: CallState)] = []

    var count: Int { list.count }
    var ids: [UInt64] { list.map(\.id) }
    var states: [CallState] { list.map(\.state) }

    subscript(id: UInt64) -> CallState? { place(of: id).map { list[$0].state } }

    /// Adds a call, whose id is higher than those of all before it.
    mutating func append(_ state: CallState, id: UInt64) { list.append((id, state)) }

    mutating func remove(_ id: UInt64) -> CallState? {
        place(of: id).map { list.remove(at: $0).state }
    }

    private func place(of id: UInt64) -> Int? {
        var (low, high) = (0, list.count)
        if high > 0, list[high - 1].id == id { return high - 1 }
        while low < high {
            let middle = (low + high) / 2
            if list[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low].id == id ? low : nil
    }
}
