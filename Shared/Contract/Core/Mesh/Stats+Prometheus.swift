extension Stats {
    /// The metrics of several services in Prometheus's text format, version 0.0.4.
    ///
    /// A family stands once, with its help and its type, before all of its samples; a sample says by
    /// its labels of which service and shard it is. Durations are in seconds, as is the custom there.
    ///
    /// - Parameters:
    ///   - replies: What the services answered.
    ///   - silent: Those that did not answer; their `octopus_up` is 0.
    /// - Returns: Lines, each with its end.
    public static func prometheusText(
        of replies: [Reply],
        silent: [(service: String, shard: Int)] = []
    ) -> String {
        var families: [String: PrometheusFamily] = [:]
        var up = PrometheusFamily(
            name: "octopus_up",
            type: "gauge",
            help: "Whether the service answered."
        )
        for reply in replies { up.add("", [], "1", of: (reply.service, reply.shard)) }
        for place in silent { up.add("", [], "0", of: place) }
        families[up.name] = up
        for reply in replies {
            for metric in reply.metrics.sorted(by: { $0.sortKey < $1.sortKey }) {
                let name = metric.prometheusName
                var family = families[name] ?? PrometheusFamily(of: metric)
                // A name is one type; what calls something else by it can't be told.
                guard family.type == metric.prometheusType else { continue }
                metric.add(to: &family, of: (reply.service, reply.shard))
                families[name] = family
            }
        }
        return families.values.sorted { $0.name < $1.name }.map(\.text).joined()
    }
}

extension Stats.Reply {
    /// The metrics of one service in Prometheus's text format.
    public func prometheusText() -> String { Stats.prometheusText(of: [self]) }
}

/// All samples of one name.
private struct PrometheusFamily {
    let name: String
    let type: String
    let help: String
    private var lines: [String] = []
    /// A sample stands once; two of the same labels make the whole text invalid.
    private var known: Set<String> = []

    init(name: String, type: String, help: String) {
        self.name = name
        self.type = type
        self.help = help
    }

    init(of metric: Metric) {
        let words = String(metric.ownName.map { $0 == "_" ? " " : $0 })
        self.init(
            name: metric.prometheusName,
            type: metric.prometheusType,
            help: "\(words), a \(metric.kind.rawValue) of a service of Octopus."
        )
    }

    var text: String {
        guard !lines.isEmpty else { return "" }
        let help = help.prometheusEscaped(quotes: false)
        return "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
            + lines.map { $0 + "\n" }.joined()
    }

    mutating func add(
        _ suffix: String,
        _ labels: [(String, String)],
        _ value: String,
        of place: (service: String, shard: Int)
    ) {
        var all = ["service": place.service, "shard": "\(place.shard)"]
        for (label, value) in labels { all[label.prometheusLabel] = value }
        let pairs = all.sorted { $0.key < $1.key }.map { label, value in
            "\(label)=\"\(value.prometheusEscaped(quotes: true))\""
        }
        let series = "\(name)\(suffix){\(pairs.joined(separator: ","))}"
        guard known.insert(series).inserted else { return }
        lines.append("\(series) \(value)")
    }
}

extension Metric {
    fileprivate var sortKey: String {
        name + "{"
            + labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            .joined(separator: ",")
    }

    /// Units that are told in seconds, as is the custom there.
    private static let partsOfSeconds = [
        ("_nanoseconds", 1e-9), ("_microseconds", 1e-6), ("_milliseconds", 1e-3),
    ]

    private var partOfSeconds: (suffix: String, scale: Double)? {
        Self.partsOfSeconds.first { name.hasSuffix($0.0) }
    }

    /// What a value is multiplied by.
    private var prometheusScale: Double {
        kind == .timer ? 1e-9 : partOfSeconds?.scale ?? 1
    }

    /// The name, in seconds where it is in parts of them.
    fileprivate var ownName: String {
        guard let partOfSeconds else { return name }
        return name.dropLast(partOfSeconds.suffix.count) + "_seconds"
    }

    fileprivate var prometheusName: String {
        let suffix =
            switch kind {
            case .counter: "_total"
            case .timer: "_seconds"
            case .gauge, .recorder: ""
            }
        let own = ownName.prometheusLabel
        return "octopus_" + (own.hasSuffix(suffix) ? own : own + suffix)
    }

    fileprivate var prometheusType: String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .timer, .recorder: "summary"
        }
    }

    fileprivate func add(
        to family: inout PrometheusFamily,
        of place: (service: String, shard: Int)
    ) {
        let own = labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        guard let distribution else {
            if let value {
                family.add("", own, (value * prometheusScale).prometheusText, of: place)
            }
            return
        }
        let unit = prometheusScale
        let quantiles = [
            ("0.5", distribution.p50), ("0.9", distribution.p90), ("0.99", distribution.p99),
            ("0.999", distribution.p999),
        ]
        for (quantile, value) in quantiles {
            let text = (Double(value) * unit).prometheusText
            family.add("", own + [("quantile", quantile)], text, of: place)
        }
        family.add("_sum", own, (distribution.sum * unit).prometheusText, of: place)
        family.add("_count", own, "\(distribution.count)", of: place)
    }
}

extension Double {
    /// As Go reads it.
    fileprivate var prometheusText: String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-Inf" : "+Inf" }
        return "\(self)"
    }
}

extension String {
    /// The letters that a name may have, ASCII alone; any other becomes `_`.
    fileprivate var prometheusLabel: String {
        let safe = String(
            unicodeScalars.map { scalar -> Character in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "_": Character(scalar)
                default: "_"
                }
            }
        )
        return safe.first?.isNumber ?? true ? "_" + safe : safe
    }

    fileprivate func prometheusEscaped(quotes: Bool) -> String {
        unicodeScalars.reduce(into: "") { text, letter in
            switch letter {
            case "\\": text += "\\\\"
            case "\"" where quotes: text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(letter)
            }
        }
    }
}
