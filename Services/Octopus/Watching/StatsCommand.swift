import ArgumentParser
import OctopusClient
import OctopusMesh

/// The command `octopus stats`.
struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Prints what the services have counted and timed."
    )

    @Argument(help: "One service; without it all that the mesh map has.")
    var service: String?

    @Flag(help: "In Prometheus's text format.")
    var prometheus = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.open().use { session in
            for service in try session.services(service) {
                for shard in (session.map.services[service] ?? []).indices {
                    let options = CallOptions(
                        timeout: .seconds(5),
                        shard: shard,
                        service: service
                    )
                    let stats = try await session.client.call(Stats.self, .init(), options)
                    if prometheus {
                        Console.printLines(stats.prometheusText())
                    } else {
                        Console.print(Self.text(of: stats))
                    }
                }
            }
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
