/// A bound on what is held (calls, bytes), which nobody can fill for the others.
///
/// A share may hold twice what is left free, on each level of what the level above it may still take. So
/// one alone gets half of the whole, and the next finds room. Nothing is set aside for those who don't
/// ask: as others come, a share that is above its part only gets nothing new. (The thresholds of
/// Choudhury and Hahne, which switches use for their shared buffers.) Where that is too slow, since what
/// is held is held for long, `victim` names the share that gives way.
package struct FairBound {
    private struct Held: ShareContent {
        var amount = 0
        func isIdle(below parent: Held) -> Bool { amount == 0 }
        var isForgettable: Bool { amount == 0 }
    }

    /// Where a share stands in the bound, kept by callers so that it need not be looked up each time.
    package struct Place: Sendable {
        fileprivate let index: Int
        fileprivate let generation: UInt32
    }

    private static var factor: Int { 2 }

    package let capacity: Int
    private var tree = ShareTree<Held>()

    package init(capacity: Int) { self.capacity = capacity }

    /// What is held by all.
    package var held: Int { tree.nodes[0].content.amount }

    /// What is held by a share, or by all that have the level in common with it.
    package func held(by share: Share, _ level: Share.Level = .person) -> Int {
        tree.place(of: share, level).map { tree.nodes[$0].content.amount } ?? 0
    }

    /// The place of a share; the one that was kept if it is still the share's.
    package mutating func place(of share: @autoclosure () -> Share, kept: Place? = nil) -> Place {
        if let kept, tree.nodes[kept.index].generation == kept.generation { return kept }
        let index = tree.madePlace(of: share())
        return Place(index: index, generation: tree.nodes[index].generation)
    }

    /// Takes an amount if the share may have it.
    ///
    /// - Returns: Nil if it was taken; else the outermost level that has no room for it.
    package mutating func take(_ amount: Int = 1, _ place: Place) -> Share.Level? {
        if let full = full(for: amount, place.index) { return full }
        add(amount, place.index)
        return nil
    }

    package mutating func take(_ amount: Int = 1, _ share: Share) -> Share.Level? {
        take(amount, place(of: share))
    }

    /// Takes an amount beyond the share's part, in the place of what a `victim` gave back.
    ///
    /// - Returns: Nil if it was taken; `whole` if there is no room.
    package mutating func takeAnyway(_ amount: Int = 1, _ share: Share) -> Share.Level? {
        guard amount <= capacity - held else { return .whole }
        add(amount, place(of: share).index)
        return nil
    }

    /// Gives back what was taken.
    package mutating func giveBack(_ amount: Int = 1, _ place: Place) {
        add(-amount, place.index)
    }

    package mutating func giveBack(_ amount: Int = 1, _ share: Share) {
        giveBack(amount, place(of: share))
    }

    /// The outermost level that has no room for an amount; nil if the share may take it.
    package func full(for amount: Int = 1, _ share: Share) -> Share.Level? {
        var room = capacity - held
        guard amount <= room else { return .whole }
        for level in [Share.Level.tenant, .program, .person] {
            room = Self.factor * room - held(by: share, level)
            guard amount <= room else { return level }
        }
        return nil
    }

    /// The share that holds most, for one that was refused and holds less than half as much.
    ///
    /// They are compared on the first level where they differ, so a tenant that holds little takes from the
    /// largest tenant, and a program from the largest of its own tenant if that is the largest.
    ///
    /// - Returns: Nil if the share has its part already.
    package func victim(for amount: Int = 1, inFavourOf share: Share) -> Share? {
        var node = 0
        var isApart = false
        for level in [Share.Level.tenant, .program, .person] {
            let largest = tree.children(of: node).max {
                tree.nodes[$0].content.amount < tree.nodes[$1].content.amount
            }
            guard let largest else { return nil }
            node = largest
            if isApart || tree.nodes[node].share == share.cut(to: level) { continue }
            isApart = true
            let own = held(by: share, level)
            guard 2 * own + amount <= tree.nodes[node].content.amount else { return nil }
        }
        return isApart ? tree.nodes[node].share : nil
    }

    private func full(for amount: Int, _ person: Int) -> Share.Level? {
        let program = tree.nodes[person].parent
        let tenant = tree.nodes[program].parent
        var room = capacity - tree.nodes[0].content.amount
        guard amount <= room else { return .whole }
        room = Self.factor * room - tree.nodes[tenant].content.amount
        guard amount <= room else { return .tenant }
        room = Self.factor * room - tree.nodes[program].content.amount
        guard amount <= room else { return .program }
        room = Self.factor * room - tree.nodes[person].content.amount
        return amount <= room ? nil : .person
    }

    private mutating func add(_ amount: Int, _ person: Int) {
        let program = tree.nodes[person].parent
        let tenant = tree.nodes[program].parent
        tree.nodes[person].content.amount += amount
        tree.nodes[program].content.amount += amount
        tree.nodes[tenant].content.amount += amount
        tree.nodes[0].content.amount += amount
    }
}
