import OctopusContract
import OctopusMesh
import OctopusServiceKit

/// What a method's declaration promises to one caller at home, worked out rule by rule and apart
/// from the code that is being tested.
struct DeclaredAnswer {
    /// How a rule meets a caller.
    private enum Fit { case yes, elsewhere, wantsPerson, no }

    private let fits: [Fit]
    /// Whether somebody acts in the person's place, and the method refuses that.
    private let isImpersonated: Bool
    /// Whether a program acts by itself, and the method is for persons alone.
    private let isForPersons: Bool

    init(
        _ declaration: MethodDeclaration,
        _ program: Principal,
        _ person: Person?,
        _ world: SweepWorld
    ) {
        isImpersonated = declaration.access.refusesImpersonators && person?.actor != nil
        isForPersons = declaration.access.refusesImpersonators && person?.kind == .service
        let isAtHome = Self.isAtHome(declaration.routing, program, person, world)
        fits = declaration.access.rules.map { rule in
            switch Self.fit(rule, program, person) {
            case .yes:
                isAtHome && Self.isPartners(declaration.routing, rule, program, person, world)
                    ? .yes : .elsewhere
            case let other: other
            }
        }
    }

    /// Nil: the caller is let in.
    var reason: Reason? {
        if fits.contains(.yes) || fits.contains(.elsewhere) {
            if isImpersonated { return .impersonated }
            if isForPersons { return .denied }
        }
        if fits.contains(.yes) { return nil }
        if fits.contains(.elsewhere) { return .notFound }
        return fits.contains(.wantsPerson) ? .unauthenticated : .denied
    }

    /// Whether the caller's role would do, here or elsewhere.
    var fitsSomewhere: Bool {
        !isImpersonated && !isForPersons && (fits.contains(.yes) || fits.contains(.elsewhere))
    }

    /// The call is made in the home tenant, and for the home partner where one is named.
    private static func isAtHome(
        _ routing: Routing,
        _ program: Principal,
        _ person: Person?,
        _ world: SweepWorld
    ) -> Bool {
        if let own = program.tenant, let person, own != person.tenant.uuid { return false }
        guard routing != .none else { return true }
        if let own = program.tenant, own != world.home.uuid { return false }
        guard let person else { return true }
        if person.tenant != world.home { return false }
        if routing == .partner, let own = person.partner, own != world.partner { return false }
        return true
    }

    /// Whether the call stays within the partner that the program is bound to, if it is bound to one.
    private static func isPartners(
        _ routing: Routing,
        _ rule: AccessRule,
        _ program: Principal,
        _ person: Person?,
        _ world: SweepWorld
    ) -> Bool {
        guard let own = program.partner else { return true }
        if let theirs = person?.partner, theirs.uuid != own { return false }
        switch (routing, rule) {
        case (.none, _): return true
        case (.partner, _): return own == world.partner.uuid
        // It lets its persons in, and serves them in what is their own; it sees no whole tenant.
        case (.tenant, .program), (.tenant, .user), (.tenant, .anybody), (.tenant, .service),
            (.tenant, .partnerUser):
            return true
        case (.tenant, _): return false
        }
    }

    private static func fit(_ rule: AccessRule, _ program: Principal, _ person: Person?) -> Fit {
        switch rule {
        case .program: return .yes
        case .installation: return program.tenant == nil ? .yes : .no
        case .anybody:
            guard let person else { return .wantsPerson }
            return person.kind == .user || person.kind == .endUser ? .yes : .no
        case .service:
            guard let person else { return .wantsPerson }
            return person.kind == .service ? .yes : .no
        case .visitor:
            guard let person else { return .wantsPerson }
            return person.kind == .visitor ? .yes : .no
        case .user:
            guard let person else { return .wantsPerson }
            return person.kind == .user ? .yes : .no
        case .endUser:
            guard let person else { return .wantsPerson }
            return person.kind == .endUser ? .yes : .no
        case .tenantUser(let product, let level):
            guard let person else { return .wantsPerson }
            return (person.kind == .user || person.kind == .service) && person.partner == nil
                && person.reaches(level, on: product) ? .yes : .no
        case .partnerUser(let product, let level):
            guard let person else { return .wantsPerson }
            return (person.kind == .user || person.kind == .service) && person.partner != nil
                && person.reaches(level, on: product) ? .yes : .no
        }
    }
}

extension Person {
    fileprivate func reaches(_ wanted: Level, on product: Product) -> Bool {
        switch (levels[product], wanted) {
        case (nil, _): false
        case (.full, _), (.update, .update), (.update, .view), (.view, .view): true
        case (.update, .full), (.view, .update), (.view, .full): false
        }
    }
}
