import OctopusContract
import OctopusMesh
import OctopusStore
import struct FoundationEssentials.UUID

/// What a caller may see of a log.
struct Sight: Sendable {
    private let tenant: UUID?
    private let partner: UUID?
    private let subject: UUID?
    /// Names, addresses and the like are for Octopus's own services, and for programs that were
    /// granted `mesh.v1/ReadPersonal`.
    let seesPersonal: Bool

    init(_ caller: Caller) {
        tenant = caller.principal.tenant ?? caller.person?.tenant.uuid
        partner = caller.person?.partner?.uuid
        subject = caller.person?.endUserID?.uuid
        seesPersonal = caller.principal.mayCall("mesh.v1/ReadPersonal")
    }

    private init() {
        (tenant, partner, subject) = (nil, nil, nil)
        seesPersonal = true
    }

    /// The service itself.
    static let unlimited = Sight()

    /// Whether nothing of the log is hidden, so that its numbers tell nothing that its rows don't.
    var seesEverything: Bool { tenant == nil && partner == nil && subject == nil }

    /// What is asked for, within what may be seen.
    ///
    /// - Throws: `notFound` if the one thing that is asked for may not be seen.
    func filter(kinds: Set<String>?, subject wanted: UUID?) throws(Refusal) -> EventFilter {
        if let subject, let wanted, subject != wanted { throw Refusal(.notFound) }
        return EventFilter(
            kinds: kinds,
            tenant: tenant,
            partner: partner,
            subject: subject ?? wanted
        )
    }

    func sees(tenant: TenantID?, partner: PartnerID?, subject: UUID) -> Bool {
        (self.tenant == nil || tenant?.uuid == self.tenant)
            && (self.partner == nil || partner?.uuid == self.partner)
            && (self.subject == nil || subject == self.subject)
    }
}

/// The kinds that a reader asks for: as many as any service has, and each of a name's length.
enum AskedKinds {
    static let most = 100
    static let longestBytes = 128

    /// - Throws: `invalid`.
    static func checked(_ kinds: [String]) throws(Refusal) -> Set<String> {
        guard kinds.count <= most else {
            throw Refusal.invalid(
                Violation(
                    path: "kinds",
                    rule: "count",
                    message: "There may be at most \(most) kinds."
                )
            )
        }
        for (index, kind) in kinds.enumerated()
        where kind.isEmpty || kind.utf8.count > longestBytes {
            throw Refusal.invalid(
                Violation(
                    path: "kinds[\(index)]",
                    rule: "length",
                    message: "A kind has from 1 to \(longestBytes) bytes."
                )
            )
        }
        return Set(kinds)
    }
}
