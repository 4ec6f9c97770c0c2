public import struct FoundationEssentials.UUID

/// An identifier that can't be mistaken for another sort's: a UUIDv7, made by the service that owns
/// the thing.
///
/// On the wire it is the UUID alone (tag 37). `Thing` is a word of ``Things`` and exists for the
/// compiler only.
public struct ID<Thing>: TypedID {
    public let uuid: UUID

    @inlinable
    public init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// `CouponID` for `ID<Things.Coupon>`: what the printed contract calls it.
    public static var name: String { "\(Thing.self)ID" }
}

/// Every sort of thing that has an identifier, in one list.
public enum Things {
    public enum Tenant {}
    public enum Partner {}
    public enum User {}
    public enum EndUser {}
    public enum Session {}
    public enum Principal {}
    public enum PointType {}
    public enum Award {}
    public enum Coupon {}
    public enum IssuedCoupon {}
}

public typealias TenantID = ID<Things.Tenant>
public typealias PartnerID = ID<Things.Partner>
/// An admin user, of a tenant's or a partner's account.
public typealias UserID = ID<Things.User>
public typealias EndUserID = ID<Things.EndUser>
public typealias SessionID = ID<Things.Session>
/// A program that is registered by its CURVE key.
public typealias PrincipalID = ID<Things.Principal>
public typealias PointTypeID = ID<Things.PointType>
/// An award of points, and the lot that it made.
public typealias AwardID = ID<Things.Award>
public typealias CouponID = ID<Things.Coupon>
public typealias IssuedCouponID = ID<Things.IssuedCoupon>
