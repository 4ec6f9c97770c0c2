import OctopusClient
import FoundationEssentials

/// A conversation as a contact of a SIP client: `c-` and its id in hexadecimal digits.
struct ConversationAddress: Hashable, Sendable {
    let conversation: ConversationID

    init(_ conversation: ConversationID) { self.conversation = conversation }

    /// - Returns: Nil for the user of a URI that is no conversation's.
    init?(user: String) {
        let digits = Array(user.dropFirst(2))
        guard user.hasPrefix("c-"), digits.count == 32, digits.allSatisfy(\.isHexDigit) else {
            return nil
        }
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        guard let id = UUID(uuidString: groups.joined(separator: "-")) else { return nil }
        conversation = ConversationID(id)
    }

    var user: String {
        "c-" + conversation.uuid.uuidString.lowercased().filter { $0 != "-" }
    }

    /// As a client shows it: the name of who writes, and where its answers go.
    func header(name: String, domain: String) -> String {
        "\"\(Self.quoted(name))\" <sip:\(user)@\(domain)>"
    }

    /// A name within the quotes of RFC 3261; what is no letter of a line goes.
    private static func quoted(_ name: String) -> String {
        var text = ""
        for character in name where !character.unicodeScalars.contains(where: isControl) {
            let escaped = character == "\"" || character == "\\" ? "\\\(character)" : "\(character)"
            guard text.utf8.count + escaped.utf8.count <= longestNameBytes else { break }
            text += escaped
        }
        return text
    }

    private static let longestNameBytes = 200

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
}
