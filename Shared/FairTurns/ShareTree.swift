/// What is kept of a share: something that can be forgotten when it says nothing.
protocol ShareContent {
    init()
    /// Whether it says no more than a new one would, below that parent.
    func isIdle(below parent: Self) -> Bool
    /// Whether it may be forgotten if there are very many like it.
    var isForgettable: Bool { get }
}

/// The whole, its tenants, their programs, their persons; a place in an array for each.
///
/// Places stay while something is held or waits. What is idle is swept away when there are twice as many
/// places as after the last sweep, so that a sweep costs each new share a few steps.
struct ShareTree<Content: ShareContent> {
    struct Node {
        let parent: Int
        let level: Share.Level
        let share: Share
        var children = 0
        var generation: UInt32 = 0
        var content = Content()
    }

    static var root: Int { 0 }
    private static var fewest: Int { 1024 }
    private static var most: Int { 16_384 }

    var nodes: [Node]
    private var places: [[Share: Int]] = [[:], [:], [:], [:]]
    private var free: [Int] = []
    private var sweepsAt = Self.fewest

    init() {
        let whole = Share(tenant: nil, program: "", person: nil)
        nodes = [Node(parent: 0, level: .whole, share: whole)]
    }

    /// Places that are in use.
    var count: Int { nodes.count - free.count }

    func place(of share: Share, _ level: Share.Level = .person) -> Int? {
        level == .whole ? Self.root : places[level.rawValue][share.cut(to: level)]
    }

    /// The place of a share, made with those above it if there is none.
    mutating func madePlace(of share: Share) -> Int {
        if let place = places[Share.Level.person.rawValue][share] { return place }
        if count >= sweepsAt { sweep() }
        var parent = Self.root
        for level in [Share.Level.tenant, .program, .person] {
            let key = share.cut(to: level)
            if let place = places[level.rawValue][key] {
                parent = place
            } else {
                parent = add(Node(parent: parent, level: level, share: key))
                places[level.rawValue][key] = parent
            }
        }
        return parent
    }

    /// The places below one, found by looking at all of their level.
    func children(of parent: Int) -> some Sequence<Int> {
        let level = nodes[parent].level.rawValue + 1
        return places[level].values.lazy.filter { nodes[$0].parent == parent }
    }

    private mutating func add(_ node: Node) -> Int {
        nodes[node.parent].children += 1
        guard let place = free.popLast() else {
            nodes.append(node)
            return nodes.count - 1
        }
        let generation = nodes[place].generation
        nodes[place] = node
        nodes[place].generation = generation
        return place
    }

    private mutating func sweep() {
        sweep { node, parent in node.isIdle(below: parent) }
        if count > Self.most { sweep { node, _ in node.isForgettable } }
        sweepsAt = max(Self.fewest, 2 * count)
    }

    private mutating func sweep(_ isDone: (Content, Content) -> Bool) {
        for level in [Share.Level.person, .program, .tenant] {
            for (share, place) in places[level.rawValue] {
                let node = nodes[place]
                guard node.children == 0, isDone(node.content, nodes[node.parent].content) else {
                    continue
                }
                places[level.rawValue][share] = nil
                nodes[node.parent].children -= 1
                nodes[place].generation &+= 1
                nodes[place].content = Content()
                free.append(place)
            }
        }
    }
}
