import OctopusContract
import OctopusMesh
import struct FoundationEssentials.UUID

/// Where a call happens, as its routing key says.
struct CallScope: Sendable, Hashable {
    var tenant: TenantID?
    var partner: PartnerID?
}

/// Judges a caller by a method's rules.
///
/// Values in, a value or a refusal out.
struct AccessDecision {
    let access: Access
    let principal: Principal
    let person: Person?
    var place = CallerPlace.unknown

    private var rules: [AccessRule] { access.rules }

    /// Whether a rule fits the caller, wherever the call happens.
    ///
    /// - Throws: `Refusal`: `denied` by the person's role, `impersonated` if the method is a person's own,
    ///   or `unauthenticated` if a person is wanted and none is there.
    func demandFittingRule() throws(Refusal) {
        guard !rules.contains(where: fits) else {
            guard access.refusesImpersonators else { return }
            if person?.actor != nil { throw Refusal(.impersonated) }
            if person?.kind == .service {
                throw Refusal(.denied, "It is for persons; a program does not do it by itself.")
            }
            return
        }
        guard person != nil || !rules.contains(where: \.wantsPerson) else {
            throw Refusal(.unauthenticated)
        }
        throw Refusal(.denied)
    }

    /// The caller, let in by the first rule that fits it and holds where the call happens.
    ///
    /// - Throws: `Refusal`: `notFound`, since what belongs to others looks as if it did not exist.
    func caller(in scope: CallScope) throws(Refusal) -> Caller {
        guard let reach = Reach(principal.scope, person),
            let rule = rules.first(where: { fits($0) && reach.covers(scope, by: $0) })
        else { throw Refusal(.notFound) }
        return Caller(
            principal: principal,
            person: person,
            reach: reach,
            rule: rule,
            tenant: scope.tenant ?? person?.tenant,
            partner: scope.partner,
            place: place
        )
    }

    private func fits(_ rule: AccessRule) -> Bool {
        switch rule {
        case .program: true
        case .installation: principal.scope == .installation
        case .tenantUser(let product, let level):
            person.map { $0.hasLevels && $0.partner == nil && $0.has(level, on: product) } ?? false
        case .partnerUser(let product, let level):
            person.map { $0.hasLevels && $0.partner != nil && $0.has(level, on: product) } ?? false
        case .endUser: person?.kind == .endUser
        case .user: person?.kind == .user
        case .anybody: person?.kind == .user || person?.kind == .endUser
        case .service: person?.kind == .service
        case .visitor: person?.kind == .visitor
        }
    }
}

extension AccessRule {
    var wantsPerson: Bool {
        switch self {
        case .program, .installation: false
        case .tenantUser, .partnerUser, .endUser, .user, .anybody, .service, .visitor: true
        }
    }
}

extension Person {
    /// Whether levels on products say what it may do.
    fileprivate var hasLevels: Bool {
        switch kind {
        case .user, .service: true
        case .endUser, .visitor: false
        }
    }

    func has(_ level: Level, on product: Product) -> Bool {
        levels[product].map { $0 >= level } ?? false
    }
}
