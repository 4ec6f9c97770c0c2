import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusLoyalty

/// Codes as scanners, keyboards and clipboards give them.
struct NoiseTests {
    /// What is added before, between and after, or done to the letters.
    enum Noise: String, CaseIterable {
        case lineFeed, carriageReturn, tab, spaces, noBreakSpaces, hyphens, dashes, minus
        case byteOrderMark, zeroWidth, lowerCase, fullWidth, arabicDigits, quotes, brackets, nul

        func applied(to code: String) -> String {
            let groups = stride(from: 0, to: code.count, by: 7).map {
                String(code.dropFirst($0).prefix(7))
            }
            return switch self {
            case .lineFeed: code + "\n"
            case .carriageReturn: code + "\r\n"
            case .tab: "\t" + code + "\t"
            case .spaces: "  " + groups.joined(separator: " ") + " "
            case .noBreakSpaces: groups.joined(separator: "\u{a0}") + "\u{202f}"
            case .hyphens: groups.joined(separator: "\u{2011}")
            case .dashes: groups.joined(separator: "\u{2013}") + "\u{2014}"
            case .minus: groups.joined(separator: "\u{2212}")
            case .byteOrderMark: "\u{feff}" + code
            case .zeroWidth: groups.joined(separator: "\u{200b}") + "\u{200e}"
            case .lowerCase: code.lowercased()
            case .fullWidth:
                code.changed { scalar in
                    (0x21...0x7e).contains(scalar) ? scalar + 0xfee0 : scalar
                }
            case .arabicDigits:
                code.changed { scalar in
                    (0x30...0x39).contains(scalar) ? scalar - 0x30 + 0x660 : scalar
                }
            case .quotes: "\u{201c}" + code + "\u{201d}"
            case .brackets: "<" + code + ">"
            case .nul: code + "\u{0}"
            }
        }
    }

    @Test(arguments: Noise.allCases.filter { $0 != .brackets })
    func `a code on a screen is honoured with what a scanner adds`(noise: Noise) async throws {
        let house = try await House()
        let code = try await house.endUser(house.ana).call(GetIDCode.self, .init()).text
        let reply = try await house.operatorOf().call(
            ScanCode.self,
            .init(text: noise.applied(to: code))
        )
        guard case .endUser(let scanned) = reply else { throw Unexpected() }
        #expect(scanned.endUserId == house.ana)
        // It is the same code, however it is written.
        try await house.operatorOf().refused(.codeUsed, ScanCode.self, .init(text: code))
    }

    @Test(arguments: Noise.allCases.filter { $0 != .brackets })
    func `typed codes are honoured with what a paste adds, and cost no guess`(
        noise: Noise
    ) async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let ana = house.endUser(house.ana)
        let coupon = try await owner.newCoupon(CouponTerms(title: "Tea", redeemableTimes: 20))
        let code = try await ana.codes(of: ana.get(coupon).issuedCoupon.id).code
        for _ in 0..<10 {
            let redemption = try await owner.call(
                RedeemByCode.self,
                .init(
                    code: noise.applied(to: code),
                    endUserCode: noise.applied(to: house.code(of: house.ana))
                )
            )
            #expect(redemption.couponId == coupon)
        }
        try await house.expectBalanced()
    }

    @Test(arguments: ["", " ", "\n", "\r\n", "\u{feff}", "\u{200b}", "-", "\u{2013}", "\t\u{a0}"])
    func `noise alone is no guess`(noise: String) async throws {
        let house = try await House()
        let owner = house.operatorOf()
        let code = house.code(of: house.ana)
        for _ in 0..<20 {
            for (left, right) in [(noise, code), ("0000-0000-0000-0000-0", noise), (noise, noise)] {
                try await owner.refused(
                    .codeRefused,
                    RedeemByCode.self,
                    .init(code: left, endUserCode: right)
                )
            }
            try await owner.refused(.codeRefused, ScanCode.self, .init(text: noise))
        }
    }

    @Test(arguments: [
        "OCT:", "oct", "XCT:0", "OCT:0O", "OCT\u{430}", "https://example.org/OCT:0",
        String(repeating: "OCT:0", count: 800), "<OCT:0>", "OCT:\u{1f600}",
    ])
    func `another text is no code`(text: String) async throws {
        let owner = try await House().operatorOf()
        try await owner.refused(.codeRefused, ScanCode.self, .init(text: text))
    }
}

extension String {
    fileprivate func changed(_ change: (UInt32) -> UInt32) -> String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.compactMap { Unicode.Scalar(change($0.value)) }
            )
        )
    }
}
