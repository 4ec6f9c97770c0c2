public import OctopusContract

/// Shows one segment.
public enum GetSegment: Method {
    public typealias Reply = Segment

    public static let declaration = MethodDeclaration(
        "partners.v1/GetSegment",
        .read,
        "Shows a segment of the partner.",
        access: .anyOf(.partnerUser(.segmentation, .view)),
        routing: .partner
    )

    public struct Request: Message {
        /// Which one.
        public let segmentId: SegmentID

        /// Makes a request.
        public init(segmentId: SegmentID) {
            self.segmentId = segmentId
        }
    }
}

/// Lists a partner's segments, newest first.
public enum ListSegments: Method {
    public typealias Reply = Page<Segment>

    public static let declaration = MethodDeclaration(
        "partners.v1/ListSegments",
        .read,
        "Lists the partner's segments, newest first.",
        access: .anyOf(.partnerUser(.segmentation, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: SegmentStatus?
        /// Only those whose name contains this; case, accents and width make no difference.
        public let search: String?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            status: SegmentStatus? = nil,
            search: String? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.search = search
            self.after = after
            self.limit = limit
        }
    }
}

extension ListSegments.Request {
    public static let limits: [FieldLimit<Self>] = [.search(\.search), .pageRows]
}

/// Tells how many end users a rule selects, before it is saved or of a saved one.
///
/// A partner learns sizes and nobody's name. To a size comes an offset of 0 to 9, and it is rounded down to
/// whole tens: a multiple of ten is exact, and nine people are told as 10 or 0. The offset is the same for the
/// same people, however they are asked for. The same question within a minute gets the same answer, which
/// says when it was counted; other questions are answered 200 times a day.
public enum PreviewSegment: Method {
    public static let declaration = MethodDeclaration(
        "partners.v1/PreviewSegment",
        .waitingRead,
        "Tells how many end users a rule selects, in whole tens, and how many of them are followers.",
        access: .anyOf(.partnerUser(.segmentation, .view)),
        routing: .partner,
        reasons: [.partnerSuspended, .throttled]
    )

    public struct Request: Message {
        /// Whom it would select.
        public let rule: SegmentRule

        /// Makes a request.
        public init(rule: SegmentRule) {
            self.rule = rule
        }
    }

    public struct Reply: Message {
        /// Active end users of the tenant whom the rule selects, in whole tens.
        public let endUsers: Int64
        /// Those of them who follow a channel of the partner, in whole tens.
        public let followers: Int64
        /// When they were counted.
        public let countedAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(endUsers: Int64, followers: Int64, countedAt: Instant) {
            self.endUsers = endUsers
            self.followers = followers
            self.countedAt = countedAt
        }
    }
}
