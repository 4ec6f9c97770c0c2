/// What a file is; its bytes say so, whatever was claimed.
public enum FileType: String, Codable, Sendable, CaseIterable {
    /// Pictures of one frame.
    case jpeg, png, webp
    /// Videos.
    case mp4, webm
    /// Documents, which are handed out to be saved and are never shown in a page.
    case pdf

    /// What HTTP calls it.
    public var mediaType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .webp: "image/webp"
        case .mp4: "video/mp4"
        case .webm: "video/webm"
        case .pdf: "application/pdf"
        }
    }

    /// How names of such files end.
    public var nameEndings: [String] {
        switch self {
        case .jpeg: [".jpg", ".jpeg"]
        case .png: [".png"]
        case .webp: [".webp"]
        case .mp4: [".mp4", ".m4v"]
        case .webm: [".webm"]
        case .pdf: [".pdf"]
        }
    }

    /// Whether it is a picture, of which smaller ones are made.
    public var isPicture: Bool {
        switch self {
        case .jpeg, .png, .webp: true
        case .mp4, .webm, .pdf: false
        }
    }

    /// Whether it is a video.
    public var isVideo: Bool {
        switch self {
        case .mp4, .webm: true
        case .jpeg, .png, .webp, .pdf: false
        }
    }

    /// Whether it is a document, which a service takes only where it says so.
    public var isDocument: Bool { !isPicture && !isVideo }

    /// The most bytes that a file of the type may have.
    public var mostBytes: Int64 { isVideo ? 256 << 20 : 32 << 20 }
}

/// In which size a picture is read.
public enum FileVariant: String, Codable, Sendable, CaseIterable {
    /// As it was uploaded. Of pictures only those have it whose file it is: it may tell where it was taken.
    case original
    /// At most 160, 480 and 1600 pixels wide and high, as WebP, turned upright, without any metadata.
    case small, medium, large
}
