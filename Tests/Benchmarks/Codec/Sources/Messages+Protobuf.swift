import Foundation

// The same values as protobuf's messages; made before anything is measured.

extension ProtoAwardRequest {
    init(_ value: AwardRequest) {
        self.init()
        endUserID = value.endUserId.data
        pointTypeID = value.pointTypeId.data
        amount = value.amount
        if let note = value.note { self.note = note }
    }
}

extension ProtoWallet {
    init(_ value: Wallet) {
        self.init()
        endUserID = value.endUserId.data
        displayName = value.displayName
        status = value.status == .active ? .active : .blocked
        isVerified = value.isVerified
        asOfAt = value.asOfAt.milliseconds
        balances = value.balances.map(ProtoBalance.init)
        coupons = value.coupons.map(ProtoHeldCoupon.init)
        if let nextCursor = value.nextCursor { self.nextCursor = nextCursor }
    }
}

extension ProtoBalance {
    init(_ value: Balance) {
        self.init()
        partnerID = value.partnerId.data
        partnerName = value.partnerName
        pointTypeName = value.pointTypeName
        amount = value.amount
        if let next = value.nextExpiry {
            nextExpiry.amount = next.amount
            nextExpiry.expiresAt = next.expiresAt.milliseconds
        }
    }
}

extension ProtoHeldCoupon {
    init(_ value: HeldCoupon) {
        self.init()
        id = value.id.data
        title = value.title
        status =
            switch value.status {
            case .held: .held
            case .redeemed: .redeemed
            case .expired: .expired
            }
        redemptionsLeft = value.redemptionsLeft
        issuedAt = value.issuedAt.milliseconds
        if let expiresAt = value.expiresAt { self.expiresAt = expiresAt.milliseconds }
        if let discount = value.discount { self.discount = discount }
    }
}

extension ProtoLedgerPage {
    init(_ value: LedgerPage) {
        self.init()
        entries = value.entries.map(ProtoLedgerEntry.init)
        if let nextCursor = value.nextCursor { self.nextCursor = nextCursor }
    }
}

extension ProtoLedgerEntry {
    init(_ value: LedgerEntry) {
        self.init()
        seq = value.seq
        at = value.at.milliseconds
        partnerID = value.partnerId.data
        endUserID = value.endUserId.data
        pointTypeID = value.pointTypeId.data
        kind =
            switch value.kind {
            case .award: .award
            case .spend: .spend
            case .expiry: .expiry
            }
        amount = value.amount
        from = ProtoLedgerAccount(value.from)
        to = ProtoLedgerAccount(value.to)
        awardID = value.awardId.data
        if let id = value.issuedCouponId { issuedCouponID = id.data }
        actor.kind =
            switch value.actor.kind {
            case .user: .user
            case .endUser: .endUser
            case .service: .service
            }
        if let id = value.actor.id { actor.id = id.data }
        if let program = value.actor.program { actor.program = program }
        if let note = value.note { self.note = note }
    }
}

extension ProtoLedgerAccount {
    fileprivate init(_ value: LedgerAccount) {
        self =
            switch value {
            case .issued: .issued
            case .user: .user
            case .spent: .spent
            }
    }
}

extension ID {
    fileprivate var data: Data { withUnsafeBytes(of: uuid.uuid) { Data($0) } }
}
