public import OctopusContract

public struct PartnerChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "identity.v1/PartnerChanged",
        .state,
        "A partner's account as it now is."
    )

    public let id: PartnerID
    public let version: Int64
    public let name: String
    public let status: PartnerStatus

    public init(id: PartnerID, version: Int64, name: String, status: PartnerStatus) {
        self.id = id
        self.version = version
        self.name = name
        self.status = status
    }
}

public enum PartnerStatus: String, Codable, Sendable, CaseIterable {
    case active, suspended
}
