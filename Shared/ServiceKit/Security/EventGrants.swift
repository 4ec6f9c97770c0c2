package import OctopusContract

/// What is granted of logs, beside methods.
package enum EventGrants {
    /// Lets a program see what is personal in the events and states that it may read.
    package static let readPersonal = "mesh.v1/ReadPersonal"

    /// The methods that are granted by kind of events: `mesh.v1/ReadEvents:loyalty.v1/PointsAwarded`.
    package static let methods = [
        ReadEvents.declaration.name, ReadSnapshot.declaration.name,
    ]

    /// The grant of a kind.
    package static func grant(_ kind: String, by method: String) -> String { "\(method):\(kind)" }
}

extension ServiceContract {
    /// What no wildcard has of a service: what administers the installation, and security's events.
    package var grantedByName: [String] {
        var names: [String] = []
        for method in methods {
            let declaration = method.declaration
            if declaration.isGrantedByName { names.append(declaration.name) }
            if declaration.name == ReadEvents.declaration.name {
                names += [EventGrants.readPersonal, CallerPlace.grant]
            }
        }
        for event in events where event.declaration.isSecurity {
            for method in EventGrants.methods {
                names.append(EventGrants.grant(event.declaration.kind, by: method))
            }
        }
        return names
    }
}
