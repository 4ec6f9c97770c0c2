extension Stats.Reply {
    /// The metrics in Prometheus's text format; durations in seconds, as is the custom there.
    public func prometheusText() -> String {
        var text = ""
        var described: Set<String> = []
        for metric in metrics.sorted(by: { ($0.name, $0.sortKey) < ($1.name, $1.sortKey) }) {
            let name = metric.prometheusName
            if described.insert(name).inserted {
                text += "# TYPE \(name) \(metric.prometheusType)\n"
            }
            metric.write(into: &text, name: name, base: ["service": service, "shard": "\(shard)"])
        }
        return text
    }
}

extension Metric {
    fileprivate var sortKey: String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }

    fileprivate var prometheusName: String {
        let safe = name.map { $0.isLetter || $0.isNumber ? $0 : "_" }
        let suffix =
            switch kind {
            case .counter: "_total"
            case .timer: "_seconds"
            case .gauge, .recorder: ""
            }
        return "octopus_" + String(safe) + suffix
    }

    fileprivate var prometheusType: String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .timer, .recorder: "summary"
        }
    }

    fileprivate func write(into text: inout String, name: String, base: [String: String]) {
        let all = base.merging(labels) { _, own in own }
        if let value {
            text += "\(name)\(labelText(all)) \(value)\n"
        }
        guard let distribution else { return }
        let unit = kind == .timer ? 1e-9 : 1
        let quantiles = [
            ("0.5", distribution.p50), ("0.9", distribution.p90), ("0.99", distribution.p99),
            ("0.999", distribution.p999),
        ]
        for (quantile, value) in quantiles {
            let labelled = all.merging(["quantile": quantile]) { own, _ in own }
            text += "\(name)\(labelText(labelled)) \(Double(value) * unit)\n"
        }
        text += "\(name)_sum\(labelText(all)) \(distribution.sum * unit)\n"
        text += "\(name)_count\(labelText(all)) \(distribution.count)\n"
    }

    private func labelText(_ labels: [String: String]) -> String {
        let pairs = labels.sorted { $0.key < $1.key }.map { key, value in
            "\(key)=\"\(escaped(value))\""
        }
        return "{" + pairs.joined(separator: ",") + "}"
    }

    private func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, letter in
            switch letter {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(letter)
            }
        }
    }
}
