public import OctopusContract

/// Lists the tenant's applications, newest first.
public enum ListApplications: Method {
    public typealias Reply = Page<Application>

    public static let declaration = MethodDeclaration(
        "advertising.v1/ListApplications",
        .read,
        "Lists the tenant's applications, newest first.",
        access: .anyOf(.tenantUser(.advertising, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: PlaceStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(status: PlaceStatus? = nil, after: PageCursor? = nil, limit: Int64? = nil) {
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}

extension ListApplications.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// Lists the placements of an application, newest first.
public enum ListPlacements: Method {
    public typealias Reply = Page<Placement>

    public static let declaration = MethodDeclaration(
        "advertising.v1/ListPlacements",
        .read,
        "Lists the placements of an application, newest first.",
        access: .anyOf(.tenantUser(.advertising, .view)),
        routing: .tenant
    )

    public struct Request: PageRequest {
        /// Of which application.
        public let applicationId: ApplicationID
        /// Only those of this status.
        public let status: PlaceStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            applicationId: ApplicationID,
            status: PlaceStatus? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.applicationId = applicationId
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}

extension ListPlacements.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// Lists the placements at which campaigns can be shown, newest first.
public enum ListOfferedPlacements: Method {
    public typealias Reply = Page<OfferedPlacement>

    public static let declaration = MethodDeclaration(
        "advertising.v1/ListOfferedPlacements",
        .read,
        "Lists the placements at which campaigns can be shown, newest first.",
        access: .anyOf(.partnerUser(.advertising, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(after: PageCursor? = nil, limit: Int64? = nil) {
            self.after = after
            self.limit = limit
        }
    }
}

extension ListOfferedPlacements.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// A placement as partners see it.
public struct OfferedPlacement: Message {
    /// Its identifier, which campaigns name.
    public let id: PlacementID
    /// What its application is called.
    public let application: String
    /// What its application is.
    public let kind: ApplicationKind
    /// What its tenant has decided about it.
    public let terms: PlacementTerms

    /// Makes one from its fields.
    public init(
        id: PlacementID,
        application: String,
        kind: ApplicationKind,
        terms: PlacementTerms
    ) {
        self.id = id
        self.application = application
        self.kind = kind
        self.terms = terms
    }
}
