/// A printed contract, read again: as much of CDDL as `ContractText` writes.
struct PrintedContract {
    struct Field: Hashable {
        let type: String
        let isRequired: Bool
        /// The ranges of its numbers, bytes and elements, in the order in which they stand.
        let limits: [ClosedRange<Int64>]
    }

    enum Rule: Hashable {
        /// The fields, by the value of `kind`, or by nothing where there is no choice.
        case groups([String: [String: Field]])
        case values(Set<String>)
        case type(String)
    }

    private(set) var rules: [String: Rule] = [:]
    /// What `;@` lines say, by `method loyalty.v1/AwardPoints` and so on.
    private(set) var facts: [String: [String: String]] = [:]
    private var method = ""

    init(_ text: String) {
        var open: (name: String, lines: [Substring])?
        for line in text.split(separator: "\n") {
            if line.hasPrefix(";@ ") {
                readFact(line.dropFirst(3))
            } else if line.first == "}" {
                if let (name, lines) = open { rules[name] = Self.rule(lines) }
                open = nil
            } else if open != nil {
                open?.lines.append(line)
            } else if line.hasSuffix(" = {") {
                open = (String(line.dropLast(4)), [])
            } else if line.first != ";", let (name, value) = Self.parts(line, at: " = ") {
                rules[String(name)] = Self.rule(value)
            }
        }
    }

    /// The types that requests use: what is narrowed in them is refused from then on.
    var typesOfRequests: Set<String> {
        reachable(from: Set(facts.values.compactMap { $0["request"] }))
    }

    /// The types that only requests use: a field of theirs may cease to be required.
    var typesOfRequestsOnly: Set<String> {
        var requests: Set<String> = []
        var others: Set<String> = ["ErrorReply"]
        for facts in facts.values {
            requests.formUnion([facts["request"]].compactMap(\.self))
            others.formUnion(["reply", "body", "personal", "header"].compactMap { facts[$0] })
        }
        return reachable(from: requests).subtracting(reachable(from: others))
    }

    private func reachable(from roots: Set<String>) -> Set<String> {
        var found: Set<String> = []
        var pending = Array(roots)
        while let name = pending.popLast() {
            guard found.insert(name).inserted, case .groups(let groups) = rules[name] else {
                continue
            }
            let types = groups.values.flatMap { $0.values.map(\.type) }
            pending += types.flatMap {
                $0.split(whereSeparator: { "[]{}*=> ".contains($0) }).map(String.init)
            }
        }
        return found
    }

    private mutating func readFact(_ line: Substring) {
        let words = line.split(separator: " ")
        guard words.count > 2 else { return }
        var name = "\(words[0]) \(words[1])"
        if words[0] == "method" { method = String(words[1]) }
        if words[0] == "refuses" { name = "refusal \(words[1]) of \(method)" }
        var values: [String: String] = [:]
        var plain = 0
        for word in words.dropFirst(2) {
            if words[0] == "access" {
                values["meaning"] = [values["meaning"], String(word)].compactMap(\.self)
                    .joined(separator: " ")
            } else if words[0] == "reason" || words[0] == "refuses" {
                let key = plain == 0 ? "status" : "meaning"
                values[key] = [values[key], String(word)].compactMap(\.self).joined(separator: " ")
                plain += 1
            } else if let access = values["access"] {
                values["access"] = "\(access) \(word)"
            } else if let (key, value) = Self.parts(word, at: "=") {
                values[String(key)] = String(value)
            } else {
                values["kind\(plain == 0 ? "" : "\(plain)")"] = String(word)
                plain += 1
            }
        }
        facts[name] = values
    }

    private static func rule(_ lines: [Substring]) -> Rule {
        var groups: [String: [String: Field]] = [:]
        var kind = ""
        var fields: [String: Field] = [:]
        for line in lines {
            if line == "//" {
                groups[kind] = fields
                (kind, fields) = ("", [:])
                continue
            }
            var entry = (parts(line, at: "  ;")?.0 ?? line).drop { $0 == " " }
            if entry.last == "," { entry = entry.dropLast() }
            let isRequired = !entry.hasPrefix("? ")
            guard let (key, type) = parts(isRequired ? entry : entry.dropFirst(2), at: ": ") else {
                continue
            }
            if key == "kind", type.first == "\"" {
                kind = String(type.dropFirst().dropLast())
            } else {
                let (plain, limits) = PrintedLimits.read(type)
                let name = key.filter { $0 != "\"" }
                fields[name] = Field(type: plain, isRequired: isRequired, limits: limits)
            }
        }
        groups[kind] = fields
        return .groups(groups)
    }

    private static func rule(_ value: Substring) -> Rule {
        if value == "{}" { return .groups(["": [:]]) }
        if value.first == "\"" || value.hasPrefix("(\"") {
            let words = value.split(separator: "\"").filter { ![" / ", "(", ")"].contains($0) }
            return .values(Set(words.map(String.init)))
        }
        return .type(String(parts(value, at: "  ;")?.0 ?? value))
    }

    private static func parts(_ text: Substring, at separator: String) -> (Substring, Substring)? {
        guard let range = text.firstRange(of: separator) else { return nil }
        return (text[..<range.lowerBound], text[range.upperBound...])
    }
}
