import OctopusContract
import OctopusContractIndex
import OctopusServiceKit

/// The methods and events of the installation's services, which grants name.
enum KnownMethods {
    private static let methods = ContractIndex.methods.map { $0.declaration }
    private static let events = ContractIndex.events.map { $0.declaration }

    /// What is granted like a method and is none.
    private static let rights = [EventGrants.readPersonal, CallerPlace.grant]

    static let names: Set<String> = Set(methods.map(\.name)).union(rights)

    /// Kinds of events by name.
    static let kinds: Set<String> = Set(events.map(\.kind))

    /// `identity.v1`, `loyalty.v1`, `mesh.v1`.
    static let services: Set<Substring> = Set(names.map { $0.prefix { $0 != "/" } })

    /// Everything there is: what the operator on the machine gives to a program of the installation
    /// as `*`.
    static let everything: [String] = ["*"] + ContractIndex.services.flatMap { $0.grantedByName }

    private static let byName: Set<String> = Set(
        methods.filter(\.isGrantedByName).map(\.name)
            + events.filter(\.isSecurity).map(\.kind) + rights
    )

    /// Whether no wildcard has the method, or the kind of events.
    static func isGrantedByName(_ name: String) -> Bool { byName.contains(name) }

    /// Whether a grant that is well written names something: `*`, `loyalty.v1/*`,
    /// `loyalty.v1/AwardPoints`, `mesh.v1/ReadEvents:loyalty.v1/PointsAwarded`.
    static func covers(_ grant: String) -> Bool {
        if grant == "*" { return true }
        let halves = grant.split(separator: ":", maxSplits: 1)
        if halves.count == 2 {
            let kind = halves[1]
            return EventGrants.methods.contains(String(halves[0]))
                && (kinds.contains(String(kind)) || isService(kind, of: kinds))
        }
        return names.contains(grant) || isService(halves[0], of: names)
    }

    private static func isService(_ grant: Substring, of names: Set<String>) -> Bool {
        grant.hasSuffix("/*") && names.contains { $0.hasPrefix(grant.dropLast()) }
    }
}
