import FoundationEssentials

/// The values that are measured: lengths and magnitudes as in a real installation, always the same.
enum Examples {
    private static let now: Int64 = 1_795_305_600_000

    private static func id(_ number: Int) -> ID {
        let low = UInt8(truncatingIfNeeded: number)
        let high = UInt8(truncatingIfNeeded: number >> 8)
        return ID(
            UUID(uuid: (1, 154, 128, 12, high, low, 112, 7, 160, 33, 5, 18, high, 77, 201, low))
        )
    }

    private static func instant(_ seconds: Int) -> Instant {
        Instant(milliseconds: now + Int64(seconds) * 1000)
    }

    static let award = AwardRequest(
        endUserId: id(1),
        pointTypeId: id(2),
        amount: 250,
        note: "Three coffees and a croissant on Tuesday"
    )

    static let wallet = Wallet(
        endUserId: id(1),
        displayName: "Grünfeld, Eszter",
        status: .active,
        isVerified: true,
        asOfAt: instant(0),
        balances: [
            Balance(
                partnerId: id(3),
                partnerName: "Café Zentral",
                pointTypeName: "Beans",
                amount: 1280,
                nextExpiry: NextExpiry(amount: 40, expiresAt: instant(86_400))
            ),
            Balance(
                partnerId: id(4),
                partnerName: "Bookshop at the bridge",
                pointTypeName: "Pages",
                amount: 17,
                nextExpiry: nil
            ),
        ],
        coupons: [
            HeldCoupon(
                id: id(5),
                title: "Second cake at half price",
                status: .held,
                redemptionsLeft: 1,
                issuedAt: instant(-7200),
                expiresAt: instant(604_800),
                discount: 0.5
            )
        ],
        nextCursor: nil
    )

    static let page = LedgerPage(entries: (0..<200).map(entry), nextCursor: "01J9Z8Q4")

    private static func entry(_ number: Int) -> LedgerEntry {
        let isAward = number % 3 != 0
        return LedgerEntry(
            seq: Int64(90_000 - number),
            at: instant(-number * 60),
            partnerId: id(3),
            endUserId: id(100 + number % 50),
            pointTypeId: id(2),
            kind: isAward ? .award : .spend,
            amount: Int64(10 + number * 7 % 500),
            from: isAward ? .issued : .user,
            to: isAward ? .user : .spent,
            awardId: id(1000 + number),
            issuedCouponId: isAward ? nil : id(5000 + number),
            actor: Actor(kind: isAward ? .user : .endUser, id: id(7), program: "till-4"),
            note: number % 4 == 0 ? "Corrected by the manager" : nil
        )
    }
}
