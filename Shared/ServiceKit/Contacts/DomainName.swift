import _FoundationICU

/// The domain of an e-mail address or a website, as IDNA has it (UTS #46, non-transitional): lower case, composed,
/// its labels checked.
///
/// `MÜNCHEN.example` and `xn--mnchen-3ya.example` are one.
package struct DomainName: Hashable, Sendable {
    /// As people read it.
    package let text: String
    /// As name servers have it.
    package let ascii: String

    package init?(_ typed: String) {
        guard typed.utf8.count <= 1024, let ascii = Self.ascii(typed), ascii.utf8.count <= 253,
            let text = Self.unicode(ascii)
        else { return nil }
        let labels = ascii.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ (1...63).contains($0.utf8.count) }),
            // Addresses of the Internet Protocol end in a number.
            let last = labels.last, !last.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.text = text
        self.ascii = ascii
    }

    private static let options =
        UInt32(UIDNA_USE_STD3_RULES) | UInt32(UIDNA_CHECK_BIDI) | UInt32(UIDNA_CHECK_CONTEXTJ)
        | UInt32(UIDNA_NONTRANSITIONAL_TO_ASCII) | UInt32(UIDNA_NONTRANSITIONAL_TO_UNICODE)

    private typealias Conversion = (
        OpaquePointer?, UnsafePointer<UInt16>?, Int32, UnsafeMutablePointer<UInt16>?, Int32,
        UnsafeMutablePointer<UIDNAInfo>?, UnsafeMutablePointer<UErrorCode>?
    ) -> Int32

    private static func ascii(_ text: String) -> String? {
        converted(text, by: { swift_uidna_nameToASCII($0, $1, $2, $3, $4, $5, $6) })
    }

    private static func unicode(_ text: String) -> String? {
        converted(text, by: { swift_uidna_nameToUnicode($0, $1, $2, $3, $4, $5, $6) })
    }

    private static func converted(_ text: String, by convert: Conversion) -> String? {
        var status = U_ZERO_ERROR
        let idna = swift_uidna_openUTS46(options, &status)
        defer { swift_uidna_close(idna) }
        var info = UIDNAInfo()
        info.size = Int16(MemoryLayout<UIDNAInfo>.size)
        let source = Array(text.utf16)
        var target = [UInt16](repeating: 0, count: 2048)
        let count = convert(
            idna,
            source,
            Int32(source.count),
            &target,
            Int32(target.count),
            &info,
            &status
        )
        guard status.rawValue <= U_ZERO_ERROR.rawValue, info.errors == 0 else { return nil }
        return String(decoding: target.prefix(Int(count)), as: UTF16.self)
    }
}
