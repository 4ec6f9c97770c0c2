public import OctopusContract

/// A message of a partner to many end users, each of whom gets it in their chat with a channel.
public struct Broadcast: Message {
    /// Its identifier.
    public let id: BroadcastID
    /// Rises with each change, and while it is sent; an edit names the one that was read.
    public let version: Int64
    /// What its partner decides about it.
    public let terms: BroadcastTerms
    /// What its picture or video is; absent also once its time is over.
    public let file: StoredFile?
    /// Where it stands.
    public let status: BroadcastStatus
    /// Why it is paused.
    public let pausedFor: BroadcastPause?
    /// Until when it rests for its quiet hours.
    public let quietUntilAt: Instant?
    /// The last request for the tenant's approval.
    public let requestId: RequestID?
    /// How many end users it is for; absent until they were gathered, of segments in whole tens.
    public let audience: Int64?
    /// How many of them got it, likewise.
    public let sent: Int64
    /// How many did not: they left, were blocked, or agree no more; likewise.
    public let skipped: Int64
    /// When its audience began to be gathered.
    public let startedAt: Instant?
    /// When the last one got it, or it was cancelled.
    public let endedAt: Instant?
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: BroadcastID,
        version: Int64,
        terms: BroadcastTerms,
        file: StoredFile? = nil,
        status: BroadcastStatus,
        pausedFor: BroadcastPause? = nil,
        quietUntilAt: Instant? = nil,
        requestId: RequestID? = nil,
        audience: Int64? = nil,
        sent: Int64 = 0,
        skipped: Int64 = 0,
        startedAt: Instant? = nil,
        endedAt: Instant? = nil,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.file = file
        self.status = status
        self.pausedFor = pausedFor
        self.quietUntilAt = quietUntilAt
        self.requestId = requestId
        self.audience = audience
        self.sent = sent
        self.skipped = skipped
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.createdAt = createdAt
    }
}

/// Where a broadcast stands.
public enum BroadcastStatus: String, Codable, Sendable, CaseIterable {
    /// Its partner writes it; a request that was rejected or cancelled leads back here.
    case draft
    /// It waits for the tenant's approval.
    case requested
    /// It begins at its time.
    case scheduled
    /// Its audience is gathered, and gets it.
    case sending
    /// It goes on when its partner says so.
    case paused
    /// All have got it who were to.
    case sent
    /// Its partner has ended it; who has it keeps it.
    case cancelled
}

/// Why a broadcast is paused.
public enum BroadcastPause: String, Codable, Sendable, CaseIterable {
    /// Its partner wants it.
    case asked
    /// The month's messages don't suffice for what is left.
    case limit
    /// The package has no messages any more.
    case package
    /// The partner is suspended.
    case suspended
}

/// What a partner decides about a broadcast.
public struct BroadcastTerms: Message {
    /// What it is called in lists.
    public let title: String
    /// What end users read.
    public let text: String
    /// Where it leads, an address of the web.
    public let target: String?
    /// A video elsewhere, an address that begins with `https://`.
    public let videoLink: String?
    /// Its picture, or its video if none is elsewhere; absent also once its time is over.
    ///
    /// It was uploaded as an attachment by the one who names it, or is what the broadcast has already.
    public let fileId: FileID?
    /// Who gets it.
    public let audience: BroadcastAudience
    /// When it begins; absent: as soon as it may.
    public let startsAt: Instant?
    /// When nobody is sent anything.
    public let quietHours: QuietHours?

    /// Makes terms.
    public init(
        title: String,
        text: String,
        target: String? = nil,
        videoLink: String? = nil,
        fileId: FileID? = nil,
        audience: BroadcastAudience,
        startsAt: Instant? = nil,
        quietHours: QuietHours? = nil
    ) {
        self.title = title
        self.text = text
        self.target = target
        self.videoLink = videoLink
        self.fileId = fileId
        self.audience = audience
        self.startsAt = startsAt
        self.quietHours = quietHours
    }
}

extension BroadcastTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("title", \.title, HelpdeskLimits.broadcastTitle),
        .text("text", \.text, HelpdeskLimits.messageText),
        .text("target", \.target, HelpdeskLimits.link),
        .text("videoLink", \.videoLink, HelpdeskLimits.link),
    ]
}

/// Who gets a broadcast.
public struct BroadcastAudience: Message {
    /// Whether others than followers get it, too.
    public let reach: BroadcastReach
    /// The partner's channels, 1 to 10, each once.
    ///
    /// Each end user gets it once, in the chat of the first of these channels that they follow; who follows
    /// none of them, in that of the first.
    public let channels: [ChannelID]
    /// The partner's segments, at most 10: of those whom it reaches, it is for members of any of them.
    ///
    /// Their rules are those that they have when it is scheduled; absent: it is for all whom it reaches.
    public let segments: [SegmentID]?

    /// Makes an audience.
    public init(reach: BroadcastReach, channels: [ChannelID], segments: [SegmentID]? = nil) {
        self.reach = reach
        self.channels = channels
        self.segments = segments
    }
}

/// How far a broadcast reaches.
public enum BroadcastReach: String, Codable, Sendable, CaseIterable {
    /// Who follows one of its channels.
    case followers
    /// And all other end users who agreed to promotions in the app; the tenant must approve it.
    case everybody
}

/// Hours of each day in the tenant's time zone, as its clocks show them.
public struct QuietHours: Message {
    /// When they begin, in minutes after midnight.
    public let fromMinute: Int64
    /// When they are over; on the next day if it is less.
    public let untilMinute: Int64

    /// Makes quiet hours.
    public init(fromMinute: Int64, untilMinute: Int64) {
        self.fromMinute = fromMinute
        self.untilMinute = untilMinute
    }
}
