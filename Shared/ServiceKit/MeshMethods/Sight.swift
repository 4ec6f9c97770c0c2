import OctopusContract
import OctopusMesh
import OctopusStore
import struct FoundationEssentials.UUID

/// What a caller may see of a log: what it reaches, of the kinds that its program was granted.
struct Sight: Sendable {
    private let tenant: UUID?
    private let partner: UUID?
    private let subject: UUID?
    /// What is for programs only is kept from it.
    private let hasPerson: Bool
    private let program: Grants
    private let method: String
    /// Names, addresses and the like are for Octopus's own services, and for programs that were
    /// granted `mesh.v1/ReadPersonal` by name.
    let seesPersonal: Bool

    /// What a caller may see by that method.
    init(_ caller: Caller, by method: MethodDeclaration) {
        let reach = caller.reach
        tenant = reach.tenant?.uuid
        partner = reach.partner?.uuid
        subject = reach.own
        hasPerson = caller.person != nil
        program = caller.principal.held
        self.method = method.name
        seesPersonal = caller.principal.mayCall(EventGrants.readPersonal, byNameAlone: true)
    }

    private init() {
        (tenant, partner, subject, hasPerson) = (nil, nil, nil, false)
        (program, method) = (Grants([]), "")
        seesPersonal = true
    }

    /// The service itself.
    static let unlimited = Sight()

    /// Whether it reaches everything, so that the log's numbers tell nothing of others.
    var seesEverything: Bool { tenant == nil && partner == nil && subject == nil }

    /// What is asked for, within what may be seen.
    ///
    /// - Parameters:
    ///   - wanted: the kinds that are asked for; nil is all that are granted.
    ///   - subject: the one thing that is asked for.
    ///   - kinds: those that the service tells.
    /// - Returns: the filter.
    /// - Throws: `denied` as `granted`; `notFound` if the one thing that is asked for may not be seen.
    func filter(
        kinds wanted: Set<String>?,
        subject: UUID?,
        among kinds: [EventDeclaration]
    ) throws(Refusal) -> EventFilter {
        if let own = self.subject, let subject, own != subject { throw Refusal(.notFound) }
        return EventFilter(
            kinds: try granted(wanted, among: kinds),
            tenant: tenant,
            partner: partner,
            subjects: (self.subject ?? subject).map { [$0] }
        )
    }

    /// Those of the kinds that the program was granted and, with a person, that are not for programs
    /// only; nil if that leaves out none of the service's.
    ///
    /// A kind that the service doesn't have is never found.
    ///
    /// - Throws: `denied` for a kind that was asked for and is not among them; the message names the
    ///   grant that is lacking.
    func granted(
        _ wanted: Set<String>?,
        among kinds: [EventDeclaration]
    ) throws(Refusal) -> Set<String>? {
        let security = Set(kinds.filter(\.isSecurity).map(\.kind))
        let kept = hasPerson ? Set(kinds.filter(\.isForPrograms).map(\.kind)) : []
        guard let wanted else {
            let granted = kinds.map(\.kind).filter {
                isGranted($0, security) && !kept.contains($0)
            }
            return granted.count == kinds.count ? nil : Set(granted)
        }
        if let denied = wanted.sorted().first(where: { !isGranted($0, security) }) {
            let grant = EventGrants.grant(denied, by: method)
            throw Refusal(
                .denied,
                "The program's grants do not have \(grant)"
                    + (security.contains(denied) ? ", which must be named." : ".")
            )
        }
        if let kind = wanted.sorted().first(where: kept.contains) {
            throw Refusal(.denied, "\(kind) is told to programs alone, not to persons.")
        }
        return wanted
    }

    private func isGranted(_ kind: String, _ security: Set<String>) -> Bool {
        program.cover(kind, by: method, byNameAlone: security.contains(kind))
    }

    func sees(tenant: TenantID?, partner: PartnerID?, subject: UUID, audience: [UUID]) -> Bool {
        (self.tenant == nil || tenant?.uuid == self.tenant)
            && (self.partner == nil || partner?.uuid == self.partner)
            && (self.subject.map { $0 == subject || audience.contains($0) } ?? true)
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
