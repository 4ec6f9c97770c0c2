import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import struct FoundationEssentials.UUID

/// Who writes from outside: an end user, or a visitor of a website.
enum Customer: Hashable, Sendable {
    case endUser(EndUserID)
    case visitor(VisitorID)

    var uuid: UUID {
        switch self {
        case .endUser(let id): id.uuid
        case .visitor(let id): id.uuid
        }
    }
}

/// A chat operator who calls.
struct CallingOperator: Hashable, Sendable {
    let id: UserID
    /// Sees all conversations of the partner.
    let isAdministrator: Bool
}

/// Who reads and writes in a conversation.
enum Participant: Hashable, Sendable {
    case customer(Customer)
    case agent(CallingOperator)

    var side: MessageSide {
        switch self {
        case .customer: .customer
        case .agent: .agent
        }
    }

    var sender: SenderID {
        switch self {
        case .customer(let customer): SenderID(customer.uuid)
        case .agent(let agent): SenderID(agent.id.uuid)
        }
    }
}

extension Caller {
    /// The chat operator who calls.
    ///
    /// - Throws: `notAnOperator`, also for a program that acts by itself: it answers nobody.
    func requireOperator() throws(Refusal) -> CallingOperator {
        guard let id = person?.userID, let kind = person?.chatOperator else {
            throw Refusal(.notAnOperator)
        }
        return CallingOperator(id: id, isAdministrator: kind == .administrator)
    }

    /// Who calls, on whichever side.
    ///
    /// - Throws: `notAnOperator` for a partner's user who is none.
    func participant() throws(Refusal) -> Participant {
        if let id = person?.endUserID { return .customer(.endUser(id)) }
        if let id = person?.visitorID { return .customer(.visitor(id)) }
        return .agent(try requireOperator())
    }

    /// Whether it is one of the partner's users or programs who see its messages to many.
    var seesBroadcasts: Bool {
        reach.own == nil && person?.partner != nil && may(.messages, .view)
    }

    /// Whether it asks for the tenant.
    var isOfTenant: Bool {
        if case .tenantUser = rule { return true }
        return false
    }

    /// The end user or the visitor who calls.
    func requireCustomer() throws(Refusal) -> Customer {
        guard case .customer(let customer) = try participant() else { throw Refusal(.denied) }
        return customer
    }

    /// What a normal chat operator may not do, whatever their role says.
    ///
    /// - Throws: `administratorsOnly`.
    func requireAdministrator() throws(Refusal) {
        guard person?.chatOperator != .normal else { throw Refusal(.administratorsOnly) }
    }
}
