/// An address with the name that people read beside it.
package struct MailAddress: Sendable, Hashable, Codable {
    package let name: String?
    /// `local@domain`, the domain as name servers have it.
    package let address: String

    /// Takes an address that was checked before.
    ///
    /// Nil if it can't stand between angle brackets: it has a control character, a blank or a bracket.
    package init?(name: String? = nil, address: String) {
        let isClean = address.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && scalar.value != 0x7F && scalar != "<" && scalar != ">"
        }
        guard isClean, address.contains("@") else { return nil }
        self.name = name
        self.address = address
    }

    /// What follows the `@`.
    package var domain: Substring {
        address[(address.lastIndex(of: "@") ?? address.startIndex)...].dropFirst()
    }
}
