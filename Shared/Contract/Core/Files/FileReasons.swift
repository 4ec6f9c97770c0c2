extension Reason {
    /// What beginning an upload can be refused with.
    public static let ofUploads: [Reason] = [.tooManyUploads, .filesFull]
    /// What finishing an upload can be refused with.
    public static let ofFinishing: [Reason] = [
        .uploadIncomplete, .fileRefused, .wrongState, .throttled,
    ]

    /// As many uploads are unfinished as there may be; finish one, or wait.
    public static let tooManyUploads = Reason(
        "tooManyUploads",
        .resourceExhausted,
        "As many uploads are unfinished as there may be; finish one, or wait for a day."
    )
    /// The partner, its tenant or the person has as many bytes of files as they may.
    public static let filesFull = Reason(
        "filesFull",
        .resourceExhausted,
        "There are as many bytes of files as there may be; give some up."
    )
    /// Chunks are missing, ask which; or other bytes came while it was checked, finish it again.
    public static let uploadIncomplete = Reason(
        "uploadIncomplete",
        .failedPrecondition,
        "Chunks are missing; UploadStatus says which."
    )
    /// The service has lost the file's bytes with an older copy of them; upload the file again.
    public static let fileLost = Reason(
        "fileLost",
        .dataLoss,
        "The file's bytes were lost when an older copy of them was put back; upload the file again."
    )
    /// The file is not taken; the violation says what it is.
    public static let fileRefused = Reason(
        "fileRefused",
        .invalidArgument,
        "The file is not taken; the violation says what it is."
    )
}

/// Why a file is not taken: the words of the violation's rule.
public enum FileFault: String, Codable, Sendable, CaseIterable {
    /// It is another file than was announced, or no type that is taken.
    case otherHash, otherType, unknownType
    /// Its end is missing, something follows its end, or something else hides in it.
    case cutShort, trailing, polyglot
    /// Its parts contradict each other or can't be read.
    case damaged
    /// It is a document that runs something or carries other files.
    case active
    /// It has more pixels, frames or work in it than a picture may.
    case tooManyPixels, animated, tooCostly

    /// What it says of the file.
    public var meaning: String {
        switch self {
        case .otherHash: "The bytes have another SHA-256 than was announced."
        case .otherType: "The bytes are of another type than was announced."
        case .unknownType: "The bytes are of no type that is taken."
        case .cutShort: "The file is cut short."
        case .trailing: "Something follows the file's end."
        case .polyglot: "The file is something else, too."
        case .damaged: "The file can't be read."
        case .active: "The document runs something, or carries other files."
        case .tooManyPixels: "The picture has more pixels than one may have."
        case .animated: "The picture has several frames."
        case .tooCostly: "The picture takes more time or memory than one may."
        }
    }
}
