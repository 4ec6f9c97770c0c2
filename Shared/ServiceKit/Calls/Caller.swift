package import OctopusContract
package import OctopusIdentityContract
package import OctopusMesh
package import struct FoundationEssentials.UUID

/// Who asks, after everything has been checked.
///
/// An object, since contexts hand it on and a copy of all that it refers to would cost more each time.
package final class Caller: Sendable {
    package let principal: Principal
    /// The person on whose behalf; nil where a method needs none and none was named.
    package let person: Person?
    /// What of the installation the two may see and change together.
    package let reach: Reach
    /// The rule of the method's access that let the caller in.
    package let rule: AccessRule
    /// The tenant in which the call happens.
    ///
    /// Nil only for methods whose routing is `none`.
    package let tenant: TenantID?
    /// The partner that the routing key names, already found to be of `tenant`.
    package let partner: PartnerID?
    /// Where the call comes from.
    package let place: CallerPlace

    package init(
        principal: Principal,
        person: Person?,
        reach: Reach,
        rule: AccessRule,
        tenant: TenantID?,
        partner: PartnerID?,
        place: CallerPlace = .unknown
    ) {
        self.principal = principal
        self.person = person
        self.reach = reach
        self.rule = rule
        self.tenant = tenant
        self.partner = partner
        self.place = place
    }

    /// The user who acts in the person's place, as the token says (RFC 8693).
    package var actor: UserID? { person?.actor.map(UserID.init) }
}

/// What a verified access token says: of a person, or of a program that acts by itself.
///
/// An object, since all calls with the token refer to it.
package final class Person: Sendable {
    package enum Kind: String, Codable, Sendable {
        /// An admin user, an end user, a program with a service account, and a visitor of a website.
        case user, endUser, service, visitor
    }

    package let subject: UUID
    package let kind: Kind
    package let tenant: TenantID
    /// Nil for a tenant's user and for an end user.
    package let partner: PartnerID?
    /// A service account has no sessions; its own id stands here.
    package let session: SessionID
    package let levels: [Product: Level]
    /// Who acts in the subject's place (RFC 8693).
    package let actor: UUID?
    /// Nil for an Account owner and for an end user.
    package let role: RoleID?
    /// The role of who acts in the subject's place; nil for an Account owner.
    package let actorRole: RoleID?
    /// What the user is in the chat; a normal operator sees their own chats alone.
    package let chatOperator: ChatOperator?

    package init(
        subject: UUID,
        kind: Kind,
        tenant: TenantID,
        partner: PartnerID?,
        session: SessionID,
        levels: [Product: Level],
        actor: UUID? = nil,
        role: RoleID? = nil,
        actorRole: RoleID? = nil,
        chatOperator: ChatOperator? = nil
    ) {
        self.subject = subject
        self.kind = kind
        self.tenant = tenant
        self.partner = partner
        self.session = session
        self.levels = levels
        self.actor = actor
        self.role = role
        self.actorRole = actorRole
        self.chatOperator = chatOperator
    }

    package var userID: UserID? { kind == .user ? UserID(subject) : nil }
    package var endUserID: EndUserID? { kind == .endUser ? EndUserID(subject) : nil }
    package var visitorID: VisitorID? { kind == .visitor ? VisitorID(subject) : nil }

    /// Whether they see themselves alone.
    var seesItselfAlone: Bool {
        switch kind {
        case .endUser, .visitor: true
        case .user, .service: false
        }
    }
}
