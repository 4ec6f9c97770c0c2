/// What changed between two printed contracts, and what of it breaks programs built with the older.
public struct ContractComparison: Sendable, Hashable {
    /// What older programs, or stored events, would fall over.
    public private(set) var breaking: [String] = []
    /// What they do not notice.
    public private(set) var additive: [String] = []

    /// Whether nothing changed.
    public var isEmpty: Bool { breaking.isEmpty && additive.isEmpty }

    /// Compares two contracts as `octopus contract` prints them.
    public init(from older: String, to newer: String) {
        let older = PrintedContract(older)
        let newer = PrintedContract(newer)
        compareFacts(older, newer)
        let requests = older.typesOfRequestsOnly
        let judged = newer.typesOfRequests
        for (name, rule) in older.rules.sorted(by: { $0.key < $1.key }) {
            guard let changed = newer.rules[name] else {
                breaking.append("\(name) was removed or renamed")
                continue
            }
            let use = Use(isRequestOnly: requests.contains(name), isJudged: judged.contains(name))
            compare(name, rule, changed, use)
        }
        additive += newer.rules.keys.filter { older.rules[$0] == nil }.sorted().map {
            "\($0) is new"
        }
    }

    /// Where a type is used, which decides what of a change breaks others.
    private struct Use {
        let isRequestOnly: Bool
        /// Services hold it against its limits.
        let isJudged: Bool
    }

    /// Compares what stands in `;@` lines: methods, events, frames, reasons.
    private mutating func compareFacts(_ older: PrintedContract, _ newer: PrintedContract) {
        for (name, facts) in older.facts.sorted(by: { $0.key < $1.key }) {
            guard let changed = newer.facts[name] else {
                breaking.append("\(name) was removed or renamed")
                continue
            }
            for (key, value) in facts.sorted(by: { $0.key < $1.key }) where changed[key] != value {
                let change = "\(name): \(key) was \(value), is \(changed[key] ?? "gone")"
                // Who may call or read is checked by the service; to widen or narrow it keeps the wire.
                if ["access", "meaning", "persons"].contains(key) {
                    additive.append(change)
                } else {
                    breaking.append(change)
                }
            }
        }
        additive += newer.facts.keys.filter { older.facts[$0] == nil }.sorted().map {
            "\($0) is new"
        }
    }

    private mutating func compare(
        _ name: String,
        _ older: PrintedContract.Rule,
        _ newer: PrintedContract.Rule,
        _ use: Use
    ) {
        switch (older, newer) {
        case (.groups(let older), .groups(let newer)):
            for (kind, fields) in older.sorted(by: { $0.key < $1.key }) {
                let place = kind.isEmpty ? name : "\(name)(\(kind))"
                if let changed = newer[kind] {
                    compareFields(place, fields, changed, use)
                } else {
                    breaking.append("\(place) was removed or renamed")
                }
            }
            additive += newer.keys.filter { older[$0] == nil }.sorted().map {
                "\(name)(\($0)) is new"
            }
        case (.values(let older), .values(let newer)):
            breaking += older.subtracting(newer).sorted().map { "\(name): \"\($0)\" was removed" }
            additive += newer.subtracting(older).sorted().map { "\(name): \"\($0)\" is new" }
        case (.type(let older), .type(let newer)) where older == newer: break
        default: breaking.append("\(name) is of another type")
        }
    }

    private mutating func compareFields(
        _ place: String,
        _ older: [String: PrintedContract.Field],
        _ newer: [String: PrintedContract.Field],
        _ use: Use
    ) {
        for (key, field) in older.sorted(by: { $0.key < $1.key }) {
            guard let changed = newer[key] else {
                breaking.append("\(place).\(key) was removed or renamed")
                continue
            }
            if changed.type != field.type {
                breaking.append("\(place).\(key) was \(field.type), is \(changed.type)")
            }
            if changed.type == field.type {
                compareLimits("\(place).\(key)", field.limits, changed.limits, use)
            }
            switch (field.isRequired, changed.isRequired) {
            case (false, true): breaking.append("\(place).\(key) was optional, is required")
            case (true, false) where use.isRequestOnly:
                additive.append("\(place).\(key) is no longer required")
            case (true, false): breaking.append("\(place).\(key) was always there, is optional")
            case (true, true), (false, false): break
            }
        }
        for (key, field) in newer.sorted(by: { $0.key < $1.key }) where older[key] == nil {
            if field.isRequired {
                breaking.append("\(place).\(key) is new and required; add it as optional")
            } else {
                additive.append("\(place).\(key) is new")
            }
        }
    }

    private mutating func compareLimits(
        _ place: String,
        _ older: [ClosedRange<Int64>],
        _ newer: [ClosedRange<Int64>],
        _ use: Use
    ) {
        guard let change = PrintedLimits.change(older, newer) else { return }
        if change.isNarrower && use.isJudged {
            breaking.append("\(place) \(change.words)")
        } else {
            additive.append("\(place) \(change.words)")
        }
    }
}
