import OctopusClient

/// A message of a conversation as a SIP client shows it: text alone.
enum SIPText {
    /// What a conversation takes: 4,000 characters of four bytes.
    static let mostBytes = 16_000

    /// Who wrote it, and to which channel.
    static func name(of message: SIPMessage) -> String {
        [message.name, message.channelName].compactMap(\.self).joined(separator: ", ")
    }

    static func text(of message: SIPMessage) -> String {
        let note = message.hasFile ? "[file]" : nil
        return [message.text, note].compactMap(\.self).joined(separator: "\n")
    }
}
