import OctopusMail
import OctopusPartnersContract
import OctopusServiceKit

extension Mail.Purpose {
    static let requestApproved = Mail.Purpose("requestApproved")
    static let requestRejected = Mail.Purpose("requestRejected")
}

extension CommandContext<PartnersEnvironment> {
    /// Tells who asked what was decided, once: it is written in the decision's transaction.
    func mail(_ decision: RequestDecision, of record: RequestRecord) throws {
        let isApproved = decision == .approved
        let purpose: Mail.Purpose = isApproved ? .requestApproved : .requestRejected
        guard let (name, address) = try receiver(of: record) else {
            // Identity has not told of the owner yet.
            return try missMail(
                purpose,
                about: record.id.uuid,
                of: record.tenant,
                record.partner
            )
        }
        let tenant = try TenantName.find(record.tenant, in: database)
        let business = tenant?.name ?? "your tenant"
        let what = "“\(record.title)” (\(record.kind.words))"
        var mail = Mail(
            purpose,
            to: name,
            address,
            about: record.id.uuid,
            of: record.tenant,
            subject: "Your request at \(business) was \(isApproved ? "approved" : "rejected")",
            Letter(
                [
                    .text(name.map { "Hello \($0)," } ?? "Hello,"),
                    .text(
                        "\(business) has \(isApproved ? "approved" : "rejected") your request \(what)."
                    ),
                ] + (record.reason.map { [.text("The reason:"), .text($0)] } ?? [])
            )
        )
        mail.partner = record.partner
        mail.senderName = tenant.map { $0.senderName ?? $0.name }
        mail.replyTo = tenant?.replyTo.flatMap { EmailAddress($0) }
        try send(mail)
    }

    /// Who asked to become a partner, or the partner's Account owner.
    private func receiver(of record: RequestRecord) throws -> (name: String?, EmailAddress)? {
        if let email = record.email.flatMap({ EmailAddress($0) }) {
            return (record.contactName, email)
        }
        guard let partner = record.partner,
            let owner = try AccountOwner.of(partner, in: database),
            let email = EmailAddress(owner.email)
        else { return nil }
        return (owner.name, email)
    }
}

extension RequestKind {
    /// As a mail names it.
    fileprivate var words: String {
        switch self {
        case .partnership: "partnership"
        case .packageChange: "package"
        case .addOns: "add-ons"
        case .broadcast: "broadcast"
        case .advertisingPackage: "advertising package"
        case .ad: "ad"
        case .adCampaign: "ad campaign"
        }
    }
}
