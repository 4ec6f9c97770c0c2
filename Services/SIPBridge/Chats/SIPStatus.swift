import OctopusClient

/// How a request is answered.
struct SIPStatus: Hashable, Sendable {
    let code: Int
    let phrase: String

    private static let longestPhrase = 100

    init(_ code: Int, _ phrase: String) {
        self.code = code
        let shown = phrase.unicodeScalars.map {
            $0.properties.generalCategory == .control ? " " : Character($0)
        }
        self.phrase = String(String(shown).prefix(Self.longestPhrase))
    }

    static let accepted = SIPStatus(200, "OK")
    static let noConversation = SIPStatus(404, "No Such Conversation")
    static let noOperator = SIPStatus(403, "Not a Chat Operator")
    static let notUTF8 = SIPStatus(415, "Text Has to Be UTF-8")

    /// Another operator has the conversation.
    static func taken(by name: String?) -> SIPStatus {
        SIPStatus(403, "Taken by \(name ?? "Another Operator")")
    }

    /// Why an answer did not come into its conversation.
    init(_ failure: CallFailure) {
        self =
            switch failure.reason {
            case .notFound: .noConversation
            case .notAnOperator, .denied: .noOperator
            case .operatorFull: SIPStatus(486, "You Have as Many Conversations as You May")
            case .wrongState: SIPStatus(480, "Nobody Waits for an Answer There")
            case .invalid where failure.violations.contains { $0.rule == "length" }:
                SIPStatus(413, "Message Too Large")
            case .invalid: SIPStatus(400, failure.violations.first?.message ?? "Bad Message")
            default: Self.status(of: failure)
            }
    }

    private static func status(of failure: CallFailure) -> SIPStatus {
        switch failure.status {
        case .unavailable, .resourceExhausted: SIPStatus(503, "Try Again Later")
        case .deadlineExceeded: SIPStatus(504, "It May Have Been Sent or Not")
        case .failedPrecondition, .permissionDenied: SIPStatus(488, failure.reason.meaning)
        default: SIPStatus(500, "Server Internal Error")
        }
    }
}
