package import OctopusContract

// What a method asks of its caller that its declared access has already seen to.

extension Caller {
    /// The partner whose data the call touches: the routing key of methods that name one.
    package func requirePartner() throws(Refusal) -> PartnerID {
        guard let partner else { throw Refusal(.routingKeyMissing) }
        return partner
    }

    package func requireTenant() throws(Refusal) -> TenantID {
        guard let tenant else { throw Refusal(.routingKeyMissing) }
        return tenant
    }

    package func requirePerson() throws(Refusal) -> Person {
        guard let person else { throw Refusal(.unauthenticated) }
        return person
    }

    package func requireEndUser() throws(Refusal) -> EndUserID {
        guard let id = person?.endUserID else { throw Refusal(.unauthenticated) }
        return id
    }

    /// Whether the person's role reaches so far, for what a method decides by itself.
    package func may(_ product: Product, _ level: Level) -> Bool {
        guard let held = person?.levels[product] else { return false }
        return held >= level
    }
}
