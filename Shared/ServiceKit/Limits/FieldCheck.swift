package import OctopusContract

/// Holds a request against the limits that its message declares.
package enum FieldCheck {
    /// - Throws: `invalid` with everything that is wrong.
    package static func check<M: Message>(
        _ message: M,
        _ limits: [FieldLimit<M>] = M.limits
    ) throws(Refusal) {
        var violations: [Violation] = []
        collect(limits, message, inside: "", &violations)
        guard let first = violations.first else { return }
        throw Refusal(.invalid, "\(first.path): \(first.message)", violations: violations)
    }

    private static func collect<M: Message>(
        _ limits: [FieldLimit<M>],
        _ message: M,
        inside path: String,
        _ violations: inout [Violation]
    ) {
        for limit in limits {
            guard let content = limit.content(message) else { continue }
            if case .message(let inner) = content {
                collectInside(inner, "\(path)\(limit.name).", &violations)
            } else if let rule = limit.rule {
                judge(content, rule, &violations) { "\(path)\(limit.name)" }
            }
        }
    }

    private static func collectInside<M: Message>(
        _ message: M,
        _ path: String,
        _ violations: inout [Violation]
    ) {
        collect(M.limits, message, inside: path, &violations)
    }

    private static func judge(
        _ content: FieldContent,
        _ rule: FieldRule,
        _ violations: inout [Violation],
        path: () -> String
    ) {
        switch content {
        case .number(let number):
            guard let range = rule.numbers, !range.contains(number) else { return }
            violations.append(.range(range, at: path()))
        case .text(let text):
            guard let fault = rule.texts?.fault(of: text) else { return }
            violations.append(fault.violation(at: path()))
        case .texts(let texts):
            if let counts = rule.counts, !counts.contains(Int64(texts.count)) {
                let message = "It must have \(counts.lowerBound) to \(counts.upperBound) elements."
                violations.append(Violation(path: path(), rule: "count", message: message))
                return
            }
            guard let rule = rule.texts else { return }
            for (index, text) in texts.enumerated() {
                guard let fault = rule.fault(of: text) else { continue }
                violations.append(fault.violation(at: "\(path())[\(index)]"))
            }
        case .message: return
        }
    }
}

extension Violation {
    fileprivate static func range(_ range: ClosedRange<Int64>, at path: String) -> Violation {
        Violation(
            path: path,
            rule: "range",
            message: "It must be from \(range.lowerBound) to \(range.upperBound)."
        )
    }
}
