import OctopusClient
import OctopusMesh

/// One process of the mesh map.
struct MeshPlace: Hashable, Sendable, CustomStringConvertible {
    let service: String
    let shard: Int

    var description: String { "\(service)/\(shard)" }
}

extension Session {
    /// Asks every process of the services, all at once, and tells the answers in the map's order.
    ///
    /// One that does not answer takes no time from the others.
    func ask<Answer: Sendable>(
        _ service: String?,
        _ body: @escaping @Sendable (MeshPlace) async throws -> Answer
    ) async throws -> [(place: MeshPlace, answer: Result<Answer, CallFailure>)] {
        let places = try services(service).flatMap { service in
            (map.services[service] ?? []).indices.map { MeshPlace(service: service, shard: $0) }
        }
        return try await withThrowingTaskGroup { tasks in
            for (index, place) in places.enumerated() {
                tasks.addTask {
                    do {
                        return (index, Result<Answer, CallFailure>.success(try await body(place)))
                    } catch let failure as CallFailure {
                        return (index, .failure(failure))
                    }
                }
            }
            var answers: [(Int, Result<Answer, CallFailure>)] = []
            for try await answer in tasks { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }.map { (places[$0.0], $0.1) }
        }
    }
}
