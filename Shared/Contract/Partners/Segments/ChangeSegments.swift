public import OctopusContract

/// Saves a rule under a name.
public enum CreateSegment: Method {
    public typealias Reply = Segment

    public static let declaration = MethodDeclaration(
        "partners.v1/CreateSegment",
        .command,
        "Saves a rule that selects end users under a name.",
        access: .anyOf(.partnerUser(.segmentation, .full)),
        routing: .partner,
        reasons: [.segmentNameTaken, .tooManySegments, .partnerSuspended]
    )

    public struct Request: Message {
        /// Unlike that of every other active segment; case, accents and width make no other name.
        public let name: String
        /// Whom it selects.
        public let rule: SegmentRule

        /// Makes a request.
        public init(name: String, rule: SegmentRule) {
            self.name = name
            self.rule = rule
        }
    }
}

extension CreateSegment.Request {
    public static let limits: [FieldLimit<Self>] = [.text("name", \.name, SegmentLimits.name)]
}

/// Replaces a segment's name and rule; what is sent to it from then on goes to whom the new one selects.
public enum EditSegment: Method {
    public typealias Reply = Segment

    public static let declaration = MethodDeclaration(
        "partners.v1/EditSegment",
        .command,
        "Replaces the name and the rule of a segment.",
        access: .anyOf(.partnerUser(.segmentation, .update)),
        routing: .partner,
        reasons: [.segmentNameTaken, .wrongState, .partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let segmentId: SegmentID
        /// The version that was read.
        public let version: Int64
        /// Unlike that of every other active segment.
        public let name: String
        /// Whom it selects.
        public let rule: SegmentRule

        /// Makes a request.
        public init(segmentId: SegmentID, version: Int64, name: String, rule: SegmentRule) {
            self.segmentId = segmentId
            self.version = version
            self.name = name
            self.rule = rule
        }
    }
}

extension EditSegment.Request {
    public static let limits: [FieldLimit<Self>] = [.text("name", \.name, SegmentLimits.name)]
}

/// Takes a segment out of use for good; its name becomes free.
public enum ArchiveSegment: Method {
    public typealias Reply = Segment

    public static let declaration = MethodDeclaration(
        "partners.v1/ArchiveSegment",
        .command,
        "Takes a segment out of use for good.",
        access: .anyOf(.partnerUser(.segmentation, .full)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let segmentId: SegmentID
        /// The version that was read.
        public let version: Int64

        /// Makes a request.
        public init(segmentId: SegmentID, version: Int64) {
            self.segmentId = segmentId
            self.version = version
        }
    }
}
