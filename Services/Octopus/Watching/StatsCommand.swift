import ArgumentParser
import OctopusClient
import OctopusMesh

/// The command `octopus stats`.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Prints what the services have counted and timed.",
        discussion: """
            What answers is shown. If a service does not, the error output says so, the exit code is \
            3, and for Prometheus its octopus_up is 0.
            """
    )

    @Argument(help: "One service; without it all that the mesh map has.")
    var service: String?

    @Flag(help: "In Prometheus's text format.")
    var prometheus = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let answers = try await connection.open().use { session in
            try await session.ask(service) { place in
                let options = CallOptions(
                    timeout: .seconds(5),
                    shard: place.shard,
                    service: place.service
                )
                return try await session.client.call(Stats.self, .init(), options)
            }
        }
        let stats = answers.compactMap { try? $0.answer.get() }
        if prometheus {
            let silent = answers.filter { (try? $0.answer.get()) == nil }
            Console.printLines(
                Stats.prometheusText(
                    of: stats,
                    silent: silent.map { ($0.place.service, $0.place.shard) }
                )
            )
        } else {
            for reply in stats { Console.print(Self.text(of: reply)) }
        }
        var worst: Failure?
        for case (let place, .failure(let failure)) in answers {
            let failure = Failure(failure)
            Console.note("octopus: \(place): \(failure.message)")
            if worst.map({ $0.status.rawValue < failure.status.rawValue }) ?? true {
                worst = failure
            }
        }
        if let worst {
            throw Failure(worst.status, "not every service answers", advice: worst.advice)
        }
    }

    private static func text(of stats: Stats.Reply) -> String {
        let rows = stats.metrics.map { metric in
            let labels = metric.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return (([metric.name] + labels).joined(separator: " "), value(of: metric))
        }
        let width = rows.map(\.0.count).max() ?? 0
        let lines = rows.sorted { $0.0 < $1.0 }.map { "  \($0.0.padded(to: width))  \($0.1)" }
        return (["\(stats.service)/\(stats.shard)"] + lines).joined(separator: "\n")
    }

    private static func value(of metric: Metric) -> String {
        guard let distribution = metric.distribution else {
            return metric.value.map { $0 == $0.rounded() ? "\(Int64($0))" : "\($0)" } ?? ""
        }
        let quantiles = [
            ("p50", distribution.p50), ("p90", distribution.p90), ("p99", distribution.p99),
            ("max", distribution.max),
        ]
        let words = quantiles.map { name, value in
            metric.kind == .timer ? "\(name) \(value / 1000) us" : "\(name) \(value)"
        }
        return "\(distribution.count) times, " + words.joined(separator: ", ")
    }
}
