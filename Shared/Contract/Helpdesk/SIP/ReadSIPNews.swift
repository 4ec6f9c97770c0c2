public import OctopusContract
public import struct OctopusCBOR.Bytes

/// Tells the bridge to SIP for which operators there may be something new; it waits if there is nothing.
///
/// It tells nothing of it: `ReadSIPMessages` does, of an operator who is registered there.
public enum ReadSIPNews: Method {
    public typealias Request = NewsRequest

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReadSIPNews",
        .waitingRead,
        "Tells the bridge to SIP whom something new may concern, and waits for it.",
        access: .anyOf(.installation),
        routing: .none,
        reasons: [.logChanged]
    )

    public struct Reply: Message {
        /// Operators in whose conversations there may be something new.
        public let operators: [UserID]
        /// Partners at which there may be something new in what waits.
        public let partners: [PartnerID]
        /// What the next read is asked with.
        public let next: Bytes

        /// Makes a reply.
        public init(operators: [UserID], partners: [PartnerID], next: Bytes) {
            self.operators = operators
            self.partners = partners
            self.next = next
        }
    }
}
