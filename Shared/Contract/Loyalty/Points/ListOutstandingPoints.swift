public import OctopusContract

/// The points of one type that were given in one month and that end users still have.
public struct OutstandingPoints: Message {
    /// The partner.
    public let partnerId: PartnerID
    /// What it is called.
    public let partnerName: String
    /// The point type.
    public let pointTypeId: PointTypeID
    /// What it is called.
    public let pointTypeName: String
    /// The month of the tenant's calendar in which they were given, as `2026-10`.
    public let awardedMonth: String
    /// How many of them were neither spent, expired nor taken back by the end of the day.
    public let points: Int64

    /// Makes one from its fields.
    public init(
        partnerId: PartnerID,
        partnerName: String,
        pointTypeId: PointTypeID,
        pointTypeName: String,
        awardedMonth: String,
        points: Int64
    ) {
        self.partnerId = partnerId
        self.partnerName = partnerName
        self.pointTypeId = pointTypeId
        self.pointTypeName = pointTypeName
        self.awardedMonth = awardedMonth
        self.points = points
    }
}

/// Tells the tenant what points its end users had at the end of a past day, by type and age.
public enum ListOutstandingPoints: Method {
    public typealias Reply = Page<OutstandingPoints>

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ListOutstandingPoints",
        .read,
        "Tells the tenant what points its end users had at the end of a past day, by point type and by the "
            + "month in which they were given.",
        access: .anyOf(.tenantUser(.analytics, .view)),
        routing: .tenant,
        reasons: [.dayNotCounted]
    )

    public struct Request: PageRequest {
        /// A day that is over in the tenant's zone, as `2026-10-31`.
        public let endOfDay: String
        /// Only those of this partner.
        public let partnerId: PartnerID?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            endOfDay: String,
            partnerId: PartnerID? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.endOfDay = endOfDay
            self.partnerId = partnerId
            self.after = after
            self.limit = limit
        }
    }
}

/// Makes a CSV file of what `ListOutstandingPoints` answers, which `mesh.v1/ReadExport` reads in chunks.
public enum ExportOutstandingPoints: Method {
    public typealias Reply = BegunExport

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ExportOutstandingPoints",
        .command,
        "Makes a CSV file of the points that the tenant's end users had at the end of a past day, by point "
            + "type and by the month in which they were given.",
        access: .anyOf(.tenantUser(.analytics, .view)),
        routing: .tenant,
        reasons: [.dayNotCounted, .tooManyExports]
    )

    public struct Request: Message {
        /// A day that is over in the tenant's zone, as `2026-10-31`.
        public let endOfDay: String
        /// Only those of this partner.
        public let partnerId: PartnerID?

        /// Makes a request.
        public init(endOfDay: String, partnerId: PartnerID? = nil) {
            self.endOfDay = endOfDay
            self.partnerId = partnerId
        }
    }
}

extension ListOutstandingPoints.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("endOfDay", \.endOfDay, LoyaltyLimits.date), .pageRows,
    ]
}

extension ExportOutstandingPoints.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("endOfDay", \.endOfDay, LoyaltyLimits.date)
    ]
}
