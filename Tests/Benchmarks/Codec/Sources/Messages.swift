import FoundationEssentials

// Messages like those of the contract, in its conventions: typed ids, instants, enumerations as
// text. `Messages.proto` says the same for protobuf.

/// The small one: a command.
struct AwardRequest: Codable, Equatable {
    let endUserId: ID
    let pointTypeId: ID
    let amount: Int64
    let note: String?
}

/// The medium one: a reply of some nested structures.
struct Wallet: Codable, Equatable {
    let endUserId: ID
    let displayName: String
    let status: WalletStatus
    let isVerified: Bool
    let asOfAt: Instant
    let balances: [Balance]
    let coupons: [HeldCoupon]
    let nextCursor: String?
}

enum WalletStatus: String, Codable, CaseIterable {
    case active, blocked
}

struct Balance: Codable, Equatable {
    let partnerId: ID
    let partnerName: String
    let pointTypeName: String
    let amount: Int64
    let nextExpiry: NextExpiry?
}

struct NextExpiry: Codable, Equatable {
    let amount: Int64
    let expiresAt: Instant
}

struct HeldCoupon: Codable, Equatable {
    let id: ID
    let title: String
    let status: HeldCouponStatus
    let redemptionsLeft: Int64
    let issuedAt: Instant
    let expiresAt: Instant?
    let discount: Double?
}

enum HeldCouponStatus: String, Codable, CaseIterable {
    case held, redeemed, expired
}

/// The large one: a page of a list.
struct LedgerPage: Codable, Equatable {
    let entries: [LedgerEntry]
    let nextCursor: String?
}

struct LedgerEntry: Codable, Equatable {
    let seq: Int64
    let at: Instant
    let partnerId: ID
    let endUserId: ID
    let pointTypeId: ID
    let kind: LedgerEntryKind
    let amount: Int64
    let from: LedgerAccount
    let to: LedgerAccount
    let awardId: ID
    let issuedCouponId: ID?
    let actor: Actor
    let note: String?
}

enum LedgerEntryKind: String, Codable, CaseIterable {
    case award, spend, expiry
}

enum LedgerAccount: String, Codable, CaseIterable {
    case issued, user, spent
}

struct Actor: Codable, Equatable {
    let kind: ActorKind
    let id: ID?
    let program: String?
}

enum ActorKind: String, Codable, CaseIterable {
    case user, endUser, service
}

struct ID: Codable, Equatable {
    let uuid: UUID

    init(_ uuid: UUID) { self.uuid = uuid }

    init(from decoder: any Decoder) throws {
        uuid = try decoder.singleValueContainer().decode(UUID.self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(uuid)
    }
}

struct Instant: Codable, Equatable {
    let milliseconds: Int64

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}
