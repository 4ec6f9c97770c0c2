public import OctopusContract

// Pictures of at most 5 MiB and videos of at most 128 MiB, which a partner uploads and its ads name.

/// Begins the upload of a picture or a video, or goes on with one that was begun.
public enum BeginAdUpload: Method {
    public typealias Request = UploadOffer
    public typealias Reply = UploadProgress

    public static let declaration = MethodDeclaration(
        "advertising.v1/BeginAdUpload",
        .command,
        "Begins the upload of an ad's picture or video, or goes on with it.",
        access: .uploads,
        routing: .partner,
        carriesSecrets: true,
        reasons: Reason.ofUploads
    )
}

/// Takes a chunk of an upload; the chunks may come in any order, and more than once.
public enum SendAdChunk: Method {
    public typealias Request = UploadPart
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "advertising.v1/SendAdChunk",
        .command,
        "Takes a chunk of an ad's picture or video.",
        access: .uploads,
        routing: .partner,
        carriesSecrets: true,
        isAudited: false,
        reasons: [.wrongState]
    )
}

/// Says which chunks of an upload are missing.
public enum AdUploadStatus: Method {
    public typealias Request = UploadQuestion
    public typealias Reply = UploadProgress

    public static let declaration = MethodDeclaration(
        "advertising.v1/AdUploadStatus",
        .waitingRead,
        "Says which chunks of an upload are missing.",
        access: .uploads,
        routing: .partner,
        reasons: [.fileRefused]
    )
}

/// Checks an upload and keeps it; asked again, it answers the same.
public enum FinishAdUpload: Method {
    public typealias Request = UploadQuestion
    public typealias Reply = StoredFile

    public static let declaration = MethodDeclaration(
        "advertising.v1/FinishAdUpload",
        .command,
        "Checks what was uploaded, and keeps it for ads.",
        access: .uploads,
        routing: .partner,
        carriesSecrets: true,
        reasons: Reason.ofFinishing
    )
}

/// Reads a picture or a video of ads, in chunks.
///
/// The partner's users read all of its files, its tenant those of ads that it was asked to approve, its end users
/// those of ads that campaigns show: of a picture the small ones.
public enum ReadAdFile: Method {
    public typealias Request = FileQuestion
    public typealias Reply = FilePart

    public static let declaration = MethodDeclaration(
        "advertising.v1/ReadAdFile",
        .waitingRead,
        "Reads some bytes of an ad's picture or video.",
        access: .anyOf(
            .partnerUser(.advertising, .view),
            .tenantUser(.partnerManagement, .view),
            .endUser
        ),
        routing: .partner,
        reasons: [.fileLost]
    )
}

extension Access {
    fileprivate static let uploads = anyOf(.partnerUser(.advertising, .update))
}
