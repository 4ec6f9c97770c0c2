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
            let deadline = ContinuousClock.now.advanced(by: .seconds(wait ?? 3))
            let isWaitedFor = wait != nil
            let answers = try await session.ask(service) { place in
                try await Self.health(of: place, until: deadline, isWaitedFor, session)
            }
            return answers.map { Self.report($0.place, $0.answer) }.max {
                $0.rawValue < $1.rawValue
            }
        }
        switch worst {
        case .success, nil: break
        case .refused: throw Failure(.refused, "not everything is ready")
        case .some(let status): throw Failure(status, "not every service answers")
        }
    }

    /// Asks one process, again and again if it is waited for; what it said last counts.
    private static func health(
        of place: MeshPlace,
        until deadline: ContinuousClock.Instant,
        _ isWaitedFor: Bool,
        _ session: Session
    ) async throws -> Health.Reply {
        while true {
            let options = CallOptions(
                timeout: max(.milliseconds(100), deadline - .now),
                shard: place.shard,
                service: place.service
            )
            do {
                let health = try await session.client.call(Health.self, .init(), options)
                guard health.state != .ready, isWaitedFor, deadline > .now else { return health }
            } catch {
                guard ExitStatus(error.status) == .unreachable, isWaitedFor, deadline > .now
                else { throw error }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private static func report(
        _ place: MeshPlace,
        _ answer: Result<Health.Reply, CallFailure>
    ) -> ExitStatus {
        switch answer {
        case .success(let health):
            Console.print(text(of: health))
            return health.state == .ready ? .success : .refused
        case .failure(let failure):
            Console.print("\(place)  \(failure.reason): \(failure.message)")
            return Failure(failure).status
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
