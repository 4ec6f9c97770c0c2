import OctopusContract
import OctopusMesh
package import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Calls every method of a service as everybody who could, and reads every kind of event, and compares
/// the answers with what the methods declare and the readers may see.
///
/// There is no list: what is in the table of contents is swept.
package struct AccessSweep: Sendable {
    /// Answers that were not as declared, one line each; empty if all were.
    package let faults: [String]
    package let checkCount: Int
    package let methodCount: Int
    /// What was called.
    package let methods: Set<String>
    /// What was told and read.
    package let kinds: Set<String>

    /// Sweeps a service on a database of its own.
    package static func run<Environment: Sendable>(
        _ definition: ServiceDefinition<Environment>,
        _ values: [String: SettingValue] = [:]
    ) async throws -> AccessSweep {
        let world = SweepWorld()
        let swept = ServiceDefinition<Environment>(
            name: definition.name,
            migrations: definition.migrations,
            methods: definition.methods,
            events: definition.events,
            followers: [],
            snapshots: try world.snapshots(of: definition.events),
            // Their tables, without what they do.
            parts: definition.parts.map { ServicePart(migrations: $0.migrations) },
            jobs: [],
            settings: definition.settings,
            tenantOfPartner: { _, partner in world.tenants[partner] },
            makeEnvironment: definition.makeEnvironment
        )
        return try await TestService.with(swept, values) { service in
            var sweep = Sweep(service: service, world: world)
            for method in service.instance.methods {
                try await sweep.sweep(method)
            }
            var events = EventSweep(
                service: service,
                world: world,
                kinds: definition.events.map { $0.declaration }
            )
            try await events.sweep()
            return AccessSweep(
                faults: sweep.faults + events.faults,
                checkCount: sweep.checkCount + events.checkCount,
                methodCount: service.instance.methods.count,
                methods: Set(service.instance.methods.map { $0.declaration.name }),
                kinds: Set(events.kinds.map(\.kind))
            )
        }
    }
}

/// Two tenants, and partners that both sides know.
struct SweepWorld: Sendable {
    let endUser = UUID()
    let otherEndUser = UUID()
    /// What events are about.
    let subjects = (0..<7).map { _ in UUID() }
    let home = TenantID(UUID())
    let foreign = TenantID(UUID())
    let partner = PartnerID(UUID())
    let otherPartner = PartnerID(UUID())
    let foreignPartner = PartnerID(UUID())

    var tenants: [PartnerID: TenantID] {
        [partner: home, otherPartner: home, foreignPartner: foreign]
    }

    /// The programs that may try a method: of the installation, of tenants and of partners.
    var programs: [Principal] {
        [
            .operating, .program(of: home), .program(of: foreign, name: "foreign"),
            .program(of: home, partner: partner, name: "partner"),
            .program(of: home, partner: otherPartner, name: "other-partner"),
            .program(of: foreign, partner: foreignPartner, name: "foreign-partner"),
        ]
    }

    /// The products that a method asks for a level of, and one that it may not.
    static func products(of access: Access) -> Set<Product> {
        Set(access.rules.compactMap(\.product)).union([.points])
    }

    /// Everybody who may try a method of some products, with names for the faults.
    func persons(of products: Set<Product>) -> [(name: String, person: Person)] {
        var persons: [(String, Person)] = []
        for product in products.sorted(by: { $0.rawValue < $1.rawValue }) {
            for level in [nil] + Level.allCases.map(Optional.some) {
                let levels = level.map { [product: $0] } ?? [:]
                let has = "\(level.map { "\($0)" } ?? "nothing") on \(product)"
                persons.append(("tenant user, \(has)", person(.user, home, nil, levels)))
                persons.append(("partner user, \(has)", person(.user, home, partner, levels)))
            }
        }
        let everything = Dictionary(uniqueKeysWithValues: Product.allCases.map { ($0, Level.full) })
        persons += [
            ("foreign tenant's user", person(.user, foreign, nil, everything)),
            ("other partner's user", person(.user, home, otherPartner, everything)),
            ("foreign partner's user", person(.user, foreign, foreignPartner, everything)),
            ("end user", person(.endUser, home, nil, [:])),
            ("foreign end user", person(.endUser, foreign, nil, [:])),
            ("end user with a user's levels", person(.endUser, home, nil, everything)),
            ("tenant's service", person(.service, home, nil, everything)),
            ("partner's service", person(.service, home, partner, everything)),
            ("other partner's service", person(.service, home, otherPartner, everything)),
            ("foreign tenant's service", person(.service, foreign, nil, everything)),
            ("visitor", person(.visitor, home, nil, [:])),
            ("foreign visitor", person(.visitor, foreign, nil, [:])),
            ("visitor with a user's levels", person(.visitor, home, nil, everything)),
            ("visitor with a partner's levels", person(.visitor, home, partner, everything)),
            ("service with nothing", person(.service, home, nil, [:])),
            ("impersonated tenant user", person(.user, home, nil, everything, actor: UUID())),
            ("impersonated partner user", person(.user, home, partner, everything, actor: UUID())),
            ("impersonated end user", person(.endUser, home, nil, [:], actor: UUID())),
        ]
        return persons
    }

    func key(for routing: Routing) -> UUID? {
        switch routing {
        case .none: nil
        case .tenant: home.uuid
        case .partner: partner.uuid
        }
    }

    private func person(
        _ kind: Person.Kind,
        _ tenant: TenantID,
        _ partner: PartnerID?,
        _ levels: [Product: Level],
        actor: UUID? = nil
    ) -> Person {
        Person(
            subject: UUID(),
            kind: kind,
            tenant: tenant,
            partner: partner,
            session: SessionID(UUID()),
            levels: levels,
            actor: actor
        )
    }
}

extension AccessRule {
    fileprivate var product: Product? {
        switch self {
        case .tenantUser(let product, _), .partnerUser(let product, _): product
        case .program, .installation, .endUser, .user, .anybody, .service, .visitor: nil
        }
    }
}
