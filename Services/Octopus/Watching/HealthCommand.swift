import ArgumentParser
import OctopusClient
import OctopusMesh

/// The command `octopus health`.
struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract: "Tells whether the services can work.",
        discussion: "Ends with 0 if all are ready, 3 if one does not answer, 1 otherwise."
    )

    @Argument(help: "One service; without it all that the mesh map has.")
    var service: String?

    @Option(
        help: ArgumentHelp("Wait until all are ready, so long at most.", valueName: "seconds")
    )
    var wait: Int?

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...86_400).contains(wait ?? 1) else {
            throw ValidationError("--wait is a number of seconds up to 86400.")
        }
    }

    func run() async throws {
        let worst = try await connection.open().use { session in
            let places = try session.services(service).flatMap { service in
                (session.map.services[service] ?? []).indices.map { (service, $0) }
            }
            let deadline = ContinuousClock.now.advanced(by: .seconds(wait ?? 3))
            var worst = ExitStatus.success
            for (service, shard) in places {
                let status = try await report(service, shard, until: deadline, session)
                worst = ExitStatus(rawValue: max(worst.rawValue, status.rawValue)) ?? status
            }
            return worst
        }
        switch worst {
        case .success: break
        case .refused: throw Failure(worst, "not everything is ready")
        default: throw Failure(worst, "not every service answers")
        }
    }

    /// Asks one shard, again and again if it is waited for, and prints what it said last.
    private func report(
        _ service: String,
        _ shard: Int,
        until deadline: ContinuousClock.Instant,
        _ session: Session
    ) async throws -> ExitStatus {
        while true {
            let left = max(.milliseconds(100), deadline - .now)
            let options = CallOptions(timeout: left, shard: shard, service: service)
            do {
                let health = try await session.client.call(Health.self, .init(), options)
                if health.state != .ready, wait != nil, deadline > .now {
                    // It answers at once; what it waits for is asked for again a little later.
                    try await Task.sleep(for: .milliseconds(100))
                    continue
                }
                Console.print(Self.text(of: health))
                return health.state == .ready ? .success : .refused
            } catch let failure as CallFailure {
                let status = ExitStatus(failure.status)
                if status == .unreachable, wait != nil, deadline > .now {
                    try await Task.sleep(for: .milliseconds(100))
                    continue
                }
                Console.print("\(service)/\(shard)  \(failure.reason): \(failure.message)")
                return status
            }
        }
    }

    private static func text(of health: Health.Reply) -> String {
        var lines = ["\(health.service)/\(health.shard)  \(health.state)"]
        if let because = health.because { lines[0] += ": \(because)" }
        let security = health.securityAgeMs.map { "; security read \($0) ms ago" } ?? ""
        lines[0] += "  log at \(health.log.head)\(security)"
        for follower in health.followers {
            var line = "  follows \(follower.source) (\(follower.name)) at \(follower.position)"
            if follower.lag > 0 { line += ", \(follower.lag) behind" }
            if follower.parked > 0 { line += ", \(follower.parked) PARKED" }
            if let trouble = follower.trouble { line += ": \(trouble)" }
            lines.append(line)
        }
        for job in health.jobs {
            guard let trouble = job.trouble else { continue }
            lines.append("  job \(job.name) failed \(job.failures) times: \(trouble)")
        }
        return lines.joined(separator: "\n")
    }
}
