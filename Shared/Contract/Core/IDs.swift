public import struct FoundationEssentials.UUID

/// An identifier that can't be mistaken for another sort's: a UUIDv7, made by the service that owns
/// the thing.
///
/// On the wire it is the UUID alone (tag 37). `Thing` is a word of ``Things`` and exists for the
/// compiler only.
public struct ID<Thing>: TypedID {
    /// The identifier as it travels.
    public let uuid: UUID

    /// Makes an identifier of what another program gave.
    @inlinable
    public init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// `CouponID` for `ID<Things.Coupon>`: what the printed contract calls it.
    public static var name: String { "\(Thing.self)ID" }
}

/// Every sort of thing that has an identifier, in one list.
public enum Things {
    /// An organisation that hosts partners and end users: a mall, a telecom, a bank.
    public enum Tenant {}
    /// A shop or brand of a tenant.
    public enum Partner {}
    /// An admin user of a tenant or a partner.
    public enum User {}
    /// What a user of an account may do.
    public enum Role {}
    /// A consumer of a tenant.
    public enum EndUser {}
    /// Somebody on a tenant's website who has not logged in.
    public enum Visitor {}
    /// Something that a tenant wants to know of its end users.
    public enum Attribute {}
    /// A person's log-in, until it ends.
    public enum Session {}
    /// A program that is registered by its key.
    public enum Principal {}
    /// A named currency of a partner.
    public enum PointType {}
    /// Points that were given at one time.
    public enum Award {}
    /// Points that are kept until it is known what becomes of them.
    public enum Hold {}
    /// The wish to give points that somebody else has to approve.
    public enum AwardRequest {}
    /// A coupon as a partner made it.
    public enum Coupon {}
    /// One copy of a coupon, in an end user's wallet.
    public enum IssuedCoupon {}
    /// A code that a partner displays to end users.
    public enum Display {}
    /// What a partner has for a price: products and limits.
    public enum Package {}
    /// What a partner buys beside its package.
    public enum AddOn {}
    /// What somebody asks a tenant to approve.
    public enum Request {}
    /// A page of a partner that end users follow.
    public enum Channel {}
    /// That an end user follows a channel.
    public enum Follow {}
    /// A saved rule that selects end users.
    public enum Segment {}
    /// What an end user last did at a partner.
    public enum EndUserActivity {}
    /// One try to open the account of an approved partnership.
    public enum Attempt {}
    /// What a partner is to pay for a month, or a credit of that.
    public enum Invoice {}
    /// What a partner shows to end users for a time.
    public enum Promo {}
    /// An e-mail that a service has to send.
    public enum Mail {}
    /// A file that somebody has a service make of a list.
    public enum Export {}
    /// What a report counts: a point type, a coupon, a channel.
    public enum Reported {}
    /// A file on its way to a service.
    public enum Upload {}
    /// A picture or a video that a service keeps.
    public enum File {}
    /// A thread of messages between an end user, or a visitor, and a channel.
    public enum Conversation {}
    /// A website from which visitors chat.
    public enum Website {}
    /// Chat operators who answer together.
    public enum OperatorGroup {}
    /// Which operators answer the visitors of a website, or of a page of it.
    public enum RoutingRule {}
    /// Who wrote a message: an end user, a visitor or an operator.
    public enum MessageSender {}
    /// A prepared answer.
    public enum CannedResponse {}
    /// What somebody left when nobody was there to answer.
    public enum OfflineMessage {}
    /// A message to many end users.
    public enum Broadcast {}
    /// What an end user is told of in the app.
    public enum Notification {}
    /// What operators write about a conversation for each other.
    public enum Note {}
    /// Impressions that a tenant's partners can buy.
    public enum ImpressionPackage {}
    /// What a partner shows end users for its impressions: a picture, a video, a carousel, a text.
    public enum Ad {}
    /// For how long, to whom and how often a partner shows its ads.
    public enum Campaign {}
    /// An app or a website of a tenant in which ads are shown.
    public enum Application {}
    /// A place in an application where ads are shown.
    public enum Placement {}
}

/// A tenant.
public typealias TenantID = ID<Things.Tenant>
/// A partner of a tenant.
public typealias PartnerID = ID<Things.Partner>
/// An admin user, of a tenant's or a partner's account.
public typealias UserID = ID<Things.User>
/// A role of a tenant's or a partner's account.
public typealias RoleID = ID<Things.Role>
/// A consumer of a tenant.
public typealias EndUserID = ID<Things.EndUser>
/// Somebody on a tenant's website who has not logged in.
public typealias VisitorID = ID<Things.Visitor>
/// An attribute of end users' profiles.
public typealias AttributeID = ID<Things.Attribute>
/// A person's session.
public typealias SessionID = ID<Things.Session>
/// A program that is registered by its CURVE key.
public typealias PrincipalID = ID<Things.Principal>
/// A point type of a partner.
public typealias PointTypeID = ID<Things.PointType>
/// An award of points, and the lot that it made.
public typealias AwardID = ID<Things.Award>
/// Points of an end user that are kept for one purpose.
public typealias HoldID = ID<Things.Hold>
/// A request for an award that a second person approves.
public typealias AwardRequestID = ID<Things.AwardRequest>
/// A coupon of a partner.
public typealias CouponID = ID<Things.Coupon>
/// One copy of a coupon.
public typealias IssuedCouponID = ID<Things.IssuedCoupon>
/// A code that a partner displays to end users.
public typealias DisplayID = ID<Things.Display>
/// A package of a tenant's catalogue.
public typealias PackageID = ID<Things.Package>
/// An add-on of a tenant's catalogue.
public typealias AddOnID = ID<Things.AddOn>
/// An invoice of a partner's, or a credit of one.
public typealias InvoiceID = ID<Things.Invoice>
/// What somebody asks a tenant to approve.
public typealias RequestID = ID<Things.Request>
/// A channel of a partner.
public typealias ChannelID = ID<Things.Channel>
/// That an end user follows a channel, or did.
public typealias FollowID = ID<Things.Follow>
/// A saved rule of a partner that selects end users.
public typealias SegmentID = ID<Things.Segment>
/// What an end user last did at a partner.
public typealias EndUserActivityID = ID<Things.EndUserActivity>
/// One try to open the account of an approved partnership.
public typealias AttemptID = ID<Things.Attempt>
/// A promo of a partner.
public typealias PromoID = ID<Things.Promo>
/// An e-mail that a service has to send.
public typealias MailID = ID<Things.Mail>
/// An export of a list.
public typealias ExportID = ID<Things.Export>
/// A point type, a coupon, a channel: what a report counts.
public typealias ReportedID = ID<Things.Reported>
/// A file on its way.
public typealias UploadID = ID<Things.Upload>
/// A picture or a video.
public typealias FileID = ID<Things.File>
/// A conversation of an end user, or a visitor, with a channel.
public typealias ConversationID = ID<Things.Conversation>
/// A website of a partner's.
public typealias WebsiteID = ID<Things.Website>
/// A group of a partner's chat operators.
public typealias OperatorGroupID = ID<Things.OperatorGroup>
/// A rule that says who answers which visitors.
public typealias RoutingRuleID = ID<Things.RoutingRule>
/// An end user, a visitor or an operator who wrote a message; its side says which of them.
public typealias SenderID = ID<Things.MessageSender>
/// A prepared answer of a partner's.
public typealias CannedResponseID = ID<Things.CannedResponse>
/// An off-line message.
public typealias OfflineMessageID = ID<Things.OfflineMessage>
/// A message of a partner's to many.
public typealias BroadcastID = ID<Things.Broadcast>
/// A notification of an end user's.
public typealias NotificationID = ID<Things.Notification>
/// A note of an operator's.
public typealias NoteID = ID<Things.Note>
/// A package of impressions of a tenant's catalogue.
public typealias ImpressionPackageID = ID<Things.ImpressionPackage>
/// An ad of a partner.
public typealias AdID = ID<Things.Ad>
/// A campaign of a partner.
public typealias CampaignID = ID<Things.Campaign>
/// An app or a website of a tenant in which ads are shown.
public typealias ApplicationID = ID<Things.Application>
/// A place in an application where ads are shown.
public typealias PlacementID = ID<Things.Placement>
