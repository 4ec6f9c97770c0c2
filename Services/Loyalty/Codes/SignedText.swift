import OctopusLoyaltyContract
import Crypto
import OctopusServiceKit
import FoundationEssentials

/// What a signed code is for.
enum CodePurpose: UInt8 {
    case endUser = 1
    case issuedCoupon = 2
    case display = 3
}

/// What a code on a phone's screen says, with the proof that this service said it.
///
/// `OCT:` and 45 bytes in base32: purpose (1), number of the key (2), expiry in milliseconds (6),
/// the id of what it names (16), a nonce (4), and 16 bytes of HMAC-SHA256 over all of that and the tenant. The
/// tenant itself is not in it: the scanner's own is taken, so another tenant's code proves nothing.
/// 76 characters of a QR's alphanumeric mode.
///
/// A displayed code is scanned by an end user's program, which must know whom to call: a colon and the 32
/// digits of the partner's id follow. They are no part of the proof, since the display is its partner's.
struct SignedText: Hashable {
    static let prefix = "OCT:"
    /// The prefix as it is read: without what scanners and keyboards make of a colon.
    private static let mark = "OCT"
    static let macCount = 16
    private static let byteCount = 45
    private static let symbolCount = 72
    private static let routeCount = 32

    let purpose: CodePurpose
    let key: UInt16
    let expiresAt: Instant
    let subject: UUID
    /// Tells two codes of the same millisecond apart.
    let nonce: UInt32
    /// Names this one code: what was honoured is remembered by it.
    private(set) var mac: [UInt8]

    /// Signs.
    init(
        _ purpose: CodePurpose,
        _ subject: UUID,
        of tenant: TenantID,
        until expiresAt: Instant,
        nonce: UInt32,
        key: UInt16,
        secret: SymmetricKey
    ) {
        self.purpose = purpose
        self.key = key
        self.expiresAt = expiresAt
        self.subject = subject
        self.nonce = nonce
        mac = []
        mac = Array(Self.mac(claims, tenant, secret).prefix(Self.macCount))
    }

    /// Reads without judging; nil if it is no such code.
    ///
    /// A scanner may add a line end, a keyboard write it in small letters: see `TypedCode`.
    init?(_ text: String) {
        guard let symbols = TypedCode.symbols(of: text), symbols.hasPrefix(Self.mark),
            let bytes = Base32.decode(symbols.dropFirst(Self.mark.count).prefix(Self.symbolCount)),
            bytes.count == Self.byteCount, let purpose = CodePurpose(rawValue: bytes[0]),
            symbols.utf8.count - Self.mark.count - Self.symbolCount
                == (purpose == .display ? Self.routeCount : 0)
        else { return nil }
        self.purpose = purpose
        key = UInt16(bytes[1]) << 8 | UInt16(bytes[2])
        expiresAt = Instant(milliseconds: bytes[3..<9].reduce(0) { $0 << 8 | Int64($1) })
        subject = UUID(bytes: bytes[9..<25])
        nonce = bytes[25..<29].reduce(0) { $0 << 8 | UInt32($1) }
        mac = Array(bytes[29...])
    }

    var text: String {
        Self.prefix + Base32.encode(claims + mac)
    }

    /// What follows a displayed one.
    static func route(to partner: PartnerID) -> String {
        ":" + partner.uuid.uuidString.filter { $0 != "-" }
    }

    /// Whether this service signed it for that tenant.
    ///
    /// Takes as long for any wrong one.
    func isGenuine(for tenant: TenantID, secret: SymmetricKey) -> Bool {
        let right = Self.mac(claims, tenant, secret).prefix(Self.macCount)
        return zip(right, mac).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Everything but the proof.
    private var claims: [UInt8] {
        let expiry = UInt64(clamping: expiresAt.milliseconds)
        return [purpose.rawValue] + Self.bigEndian(UInt64(key), 2) + Self.bigEndian(expiry, 6)
            + subject.bytes + Self.bigEndian(UInt64(nonce), 4)
    }

    private static func bigEndian(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }
    }

    private static func mac(
        _ claims: [UInt8],
        _ tenant: TenantID,
        _ secret: SymmetricKey
    ) -> HashedAuthenticationCode<SHA256> {
        var mac = HMAC<SHA256>(key: secret)
        mac.update(data: Array("octopus code 1".utf8))
        mac.update(data: tenant.uuid.bytes)
        mac.update(data: claims)
        return mac.finalize()
    }
}

extension UUID {
    var bytes: [UInt8] { withUnsafeBytes(of: uuid) { Array($0) } }

    /// - Parameter bytes: Sixteen of them.
    fileprivate init(bytes: ArraySlice<UInt8>) {
        var uuid: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &uuid) { $0.copyBytes(from: bytes) }
        self.init(uuid: uuid)
    }
}
