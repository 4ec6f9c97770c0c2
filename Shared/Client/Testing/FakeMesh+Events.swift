import OctopusCBOR
public import OctopusContract
public import OctopusMesh
public import FoundationEssentials

extension FakeMesh {
    /// Tells an event: it stands in its service's log, and readers that wait for its kind get it.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - personal: Its personal fields.
    ///   - subject: What it is about.
    ///   - tenant: The tenant in which it happened.
    ///   - partner: The partner at whom it happened.
    ///   - at: When; now unless said otherwise.
    /// - Throws: What the codec can't write.
    public func tell<E: Event>(
        _ event: E,
        personal: E.Personal? = nil,
        subject: UUID = IdempotencyKey.make(),
        tenant: TenantID? = nil,
        partner: PartnerID? = nil,
        at: Instant? = nil
    ) throws {
        let kind = E.declaration.kind
        let body = Bytes(try CBOREncoder().encode(event))
        let personal = try personal.map { Bytes(try CBOREncoder().encode($0)) }
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        logs.append(String(kind.prefix { $0 != "." })) { seq in
            RecordedEvent(
                seq: seq,
                id: IdempotencyKey.make(),
                kind: kind,
                at: at ?? now,
                tenant: tenant,
                partner: partner,
                subject: subject,
                trace: nil,
                body: body,
                personal: personal
            )
        }
    }

    /// Begins another log, as a restored service does: every place in the former one is `.logChanged`.
    ///
    /// - Parameter service: As `loyalty`.
    public func replaceLog(of service: String) {
        logs.replace(service)
    }

    /// Forgets the events that were told so far, as a service trims its log.
    ///
    /// A place before its end is `.logChanged` from then on, one at its end is good.
    ///
    /// - Parameter service: As `loyalty`.
    public func trimLog(of service: String) {
        logs.trim(service)
    }
}
