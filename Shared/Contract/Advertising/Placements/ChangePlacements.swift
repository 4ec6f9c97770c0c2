public import OctopusContract

/// Registers a placement of an application.
public enum RegisterPlacement: Method {
    public typealias Reply = Placement

    public static let declaration = MethodDeclaration(
        "advertising.v1/RegisterPlacement",
        .command,
        "Registers a place in an application where ads are to be shown.",
        access: .anyOf(.tenantUser(.advertising, .full)),
        routing: .tenant,
        reasons: [.placementNameTaken, .tooManyPlacements, .wrongState]
    )

    public struct Request: Message {
        /// In which application.
        public let applicationId: ApplicationID
        /// What the tenant decides about it.
        public let terms: PlacementTerms

        /// Makes a request.
        public init(applicationId: ApplicationID, terms: PlacementTerms) {
            self.applicationId = applicationId
            self.terms = terms
        }
    }
}

extension RegisterPlacement.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Replaces everything of a placement; it holds for ads that are chosen from then on.
public enum EditPlacement: Method {
    public typealias Reply = Placement

    public static let declaration = MethodDeclaration(
        "advertising.v1/EditPlacement",
        .command,
        "Changes a placement, and whether ads are shown there.",
        access: .anyOf(.tenantUser(.advertising, .update)),
        routing: .tenant,
        reasons: [.placementNameTaken, .wrongState]
    )

    public struct Request: Message {
        /// Which one.
        public let placementId: PlacementID
        /// The version that was read.
        public let version: Int64
        /// What the tenant decides about it.
        public let terms: PlacementTerms

        /// Makes a request.
        public init(placementId: PlacementID, version: Int64, terms: PlacementTerms) {
            self.placementId = placementId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditPlacement.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Ends a placement for good; campaigns that name it go on at their others.
public enum ArchivePlacement: Method {
    public typealias Reply = Placement

    public static let declaration = MethodDeclaration(
        "advertising.v1/ArchivePlacement",
        .command,
        "Ends a placement for good.",
        access: .anyOf(.tenantUser(.advertising, .update)),
        routing: .tenant,
        reasons: [.wrongState]
    )

    public struct Request: Message {
        /// Which one.
        public let placementId: PlacementID
        /// The version that was read.
        public let version: Int64

        /// Makes a request.
        public init(placementId: PlacementID, version: Int64) {
            self.placementId = placementId
            self.version = version
        }
    }
}
