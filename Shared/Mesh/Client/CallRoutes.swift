import OctopusContract
import FoundationEssentials
import Synchronization

/// What the calls of one method have in common.
final class CallRoute: Sendable {
    let method: String
    /// The service that the method's name says.
    let service: String
    /// How many shards that service has; 0 if the mesh map does not have it.
    let shardCount: Int
    let meters: MethodMeters

    init(method: String, service: String, shardCount: Int, meters: MethodMeters) {
        self.method = method
        self.service = service
        self.shardCount = shardCount
        self.meters = meters
    }
}

/// The mesh map, and for each method that was called what was found in it.
///
/// A method's name is checked, cut and looked up at its first call; the others find the route by the
/// name, and mostly it is the one that was asked for last.
final class CallRoutes: Sendable {
    private struct State {
        var map: MeshMap
        var routes: [String: CallRoute] = [:]
        var last: CallRoute?
        var otherMeters: MethodMeters?

        mutating func meters(of method: String) -> MethodMeters {
            guard routes.count >= maximumRoutes else { return MethodMeters(method: method) }
            let meters = otherMeters ?? MethodMeters(method: "other")
            otherMeters = meters
            return meters
        }
    }

    /// A caller could name any number of methods that nobody has.
    private static let maximumRoutes = 512

    private let state: Mutex<State>

    init(map: MeshMap) {
        state = Mutex(State(map: map))
    }

    /// Takes another map.
    func update(map: MeshMap) {
        state.withLock { state in
            state.map = map
            state.last = nil
            state.routes = state.routes.mapValues { route in
                CallRoute(
                    method: route.method,
                    service: route.service,
                    shardCount: map.services[route.service]?.count ?? 0,
                    meters: route.meters
                )
            }
        }
    }

    /// The route of a method.
    ///
    /// - Throws: If no method can be named so.
    func route(of method: String) throws(CallFailure) -> CallRoute {
        let known = state.withLock { state -> CallRoute? in
            if let last = state.last, last.method == method { return last }
            state.last = state.routes[method]
            return state.last
        }
        if let known { return known }
        try CallBounds.check(method: method)
        let service = String(Substring(method.utf8.prefix { $0 != UInt8(ascii: ".") }))
        return state.withLock { state in
            let route = CallRoute(
                method: method,
                service: service,
                shardCount: state.map.services[service]?.count ?? 0,
                meters: state.meters(of: method)
            )
            if state.routes.count < Self.maximumRoutes { state.routes[method] = route }
            return route
        }
    }

    /// The shard that a call goes to.
    ///
    /// - Throws: If the map does not have the service.
    func target(of route: CallRoute, _ options: CallOptions) throws(CallFailure) -> ClientTarget {
        let service = options.service ?? route.service
        if let shard = options.shard { return ClientTarget(service: service, shard: shard) }
        let count = options.service == nil ? route.shardCount : shardCount(of: service)
        guard count > 0 else {
            throw CallFailure(
                .unknownService,
                "the mesh map has no service \(service)",
                effect: .notStarted
            )
        }
        return ClientTarget(
            service: service,
            shard: MeshMap.shardIndex(for: options.routingKey, among: count)
        )
    }

    private func shardCount(of service: String) -> Int {
        state.withLock { $0.map.services[service]?.count ?? 0 }
    }
}
