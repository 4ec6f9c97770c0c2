public import OctopusContract

/// Registers an application in which ads are to be shown.
public enum RegisterApplication: Method {
    public typealias Reply = Application

    public static let declaration = MethodDeclaration(
        "advertising.v1/RegisterApplication",
        .command,
        "Registers an app or a website of the tenant in which ads are to be shown.",
        access: .anyOf(.tenantUser(.advertising, .full)),
        routing: .tenant,
        reasons: [.applicationNameTaken, .tooManyApplications]
    )

    public struct Request: Message {
        /// What the tenant decides about it.
        public let terms: ApplicationTerms

        /// Makes a request.
        public init(terms: ApplicationTerms) {
            self.terms = terms
        }
    }
}

extension RegisterApplication.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Replaces everything of an application; ads are shown, or no longer shown, at once.
public enum EditApplication: Method {
    public typealias Reply = Application

    public static let declaration = MethodDeclaration(
        "advertising.v1/EditApplication",
        .command,
        "Changes an application, and whether ads are shown in it.",
        access: .anyOf(.tenantUser(.advertising, .update)),
        routing: .tenant,
        reasons: [.applicationNameTaken, .wrongState]
    )

    public struct Request: Message {
        /// Which one.
        public let applicationId: ApplicationID
        /// The version that was read.
        public let version: Int64
        /// What the tenant decides about it.
        public let terms: ApplicationTerms

        /// Makes a request.
        public init(applicationId: ApplicationID, version: Int64, terms: ApplicationTerms) {
            self.applicationId = applicationId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditApplication.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Ends an application for good: none of its placements shows ads any more.
public enum ArchiveApplication: Method {
    public typealias Reply = Application

    public static let declaration = MethodDeclaration(
        "advertising.v1/ArchiveApplication",
        .command,
        "Ends an application for good.",
        access: .anyOf(.tenantUser(.advertising, .update)),
        routing: .tenant,
        reasons: [.wrongState]
    )

    public struct Request: Message {
        /// Which one.
        public let applicationId: ApplicationID
        /// The version that was read.
        public let version: Int64

        /// Makes a request.
        public init(applicationId: ApplicationID, version: Int64) {
            self.applicationId = applicationId
            self.version = version
        }
    }
}
