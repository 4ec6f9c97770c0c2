public import OctopusContract

// A partner's pictures and videos, for its channels, promos and messages.

/// Begins the upload of a picture or a video, or goes on with one that was begun.
public enum BeginUpload: Method {
    public typealias Request = UploadOffer
    public typealias Reply = UploadProgress

    public static let declaration = MethodDeclaration(
        "partners.v1/BeginUpload",
        .command,
        "Begins the upload of a picture or a video, or goes on with it.",
        access: .uploads,
        routing: .partner,
        carriesSecrets: true,
        reasons: Reason.ofUploads
    )
}

/// Takes a chunk of an upload; the chunks may come in any order, and more than once.
public enum UploadChunk: Method {
    public typealias Request = UploadPart
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "partners.v1/UploadChunk",
        .command,
        "Takes a chunk of an upload.",
        access: .uploads,
        routing: .partner,
        carriesSecrets: true,
        isAudited: false,
        reasons: [.wrongState]
    )
}

/// Says which chunks of an upload are missing.
public enum UploadStatus: Method {
    public typealias Request = UploadQuestion
    public typealias Reply = UploadProgress

    public static let declaration = MethodDeclaration(
        "partners.v1/UploadStatus",
        .waitingRead,
        "Says which chunks of an upload are missing.",
        access: .uploads,
        routing: .partner,
        reasons: [.fileRefused]
    )
}

/// Checks an upload and keeps it; asked again, it answers the same.
public enum FinishUpload: Method {
    public typealias Request = UploadQuestion
    public typealias Reply = StoredFile

    public static let declaration = MethodDeclaration(
        "partners.v1/FinishUpload",
        .command,
        "Checks what was uploaded, and keeps it as a file.",
        access: .uploads,
        routing: .partner,
        carriesSecrets: true,
        reasons: Reason.ofFinishing
    )
}

extension Access {
    fileprivate static let uploads = anyOf(
        .partnerUser(.channels, .update),
        .partnerUser(.promos, .update),
        .partnerUser(.messages, .update)
    )
}
