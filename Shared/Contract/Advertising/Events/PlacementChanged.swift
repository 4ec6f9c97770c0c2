public import OctopusContract

/// An application as it now is.
public struct ApplicationChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "advertising.v1/ApplicationChanged",
        .state,
        "An application in which ads are shown as it now is."
    )

    /// Its identifier.
    public let id: ApplicationID
    /// Rises with each change.
    public let version: Int64
    /// What its tenant decides about it.
    public let terms: ApplicationTerms
    /// Whether there is such an application.
    public let status: PlaceStatus

    /// Makes one from its fields.
    public init(id: ApplicationID, version: Int64, terms: ApplicationTerms, status: PlaceStatus) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
    }
}

/// A placement as it now is.
public struct PlacementChanged: StateEvent {
    public static let declaration = EventDeclaration(
        "advertising.v1/PlacementChanged",
        .state,
        "A place in an application where ads are shown as it now is."
    )

    /// Its identifier.
    public let id: PlacementID
    /// Rises with each change.
    public let version: Int64
    /// In which application.
    public let applicationId: ApplicationID
    /// What its tenant decides about it.
    public let terms: PlacementTerms
    /// Whether there is such a placement.
    public let status: PlaceStatus

    /// Makes one from its fields.
    public init(
        id: PlacementID,
        version: Int64,
        applicationId: ApplicationID,
        terms: PlacementTerms,
        status: PlaceStatus
    ) {
        self.id = id
        self.version = version
        self.applicationId = applicationId
        self.terms = terms
        self.status = status
    }
}
