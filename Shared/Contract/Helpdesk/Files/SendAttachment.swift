public import OctopusContract

// Pictures, videos and documents that are sent in a chat, or pictures and videos to many: uploaded first, then
// named in the message.

/// Begins the upload of an attachment, or goes on with one that was begun.
public enum BeginAttachment: Method {
    public typealias Request = UploadOffer
    public typealias Reply = UploadProgress

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/BeginAttachment",
        .command,
        "Begins the upload of a picture, a video or a document of a message, or goes on with it.",
        access: .sending,
        routing: .partner,
        carriesSecrets: true,
        reasons: Reason.ofUploads + [.notAnOperator]
    )
}

/// Takes a chunk of an attachment; the chunks may come in any order, and more than once.
public enum SendAttachment: Method {
    public typealias Request = UploadPart
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/SendAttachment",
        .command,
        "Takes a chunk of an attachment.",
        access: .sending,
        routing: .partner,
        carriesSecrets: true,
        isAudited: false,
        reasons: [.wrongState]
    )
}

/// Says which chunks of an attachment are missing.
public enum AttachmentStatus: Method {
    public typealias Request = UploadQuestion
    public typealias Reply = UploadProgress

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/AttachmentStatus",
        .waitingRead,
        "Says which chunks of an attachment are missing.",
        access: .sending,
        routing: .partner,
        reasons: [.fileRefused]
    )
}

/// Checks an attachment and keeps it; asked again, it answers the same.
public enum FinishAttachment: Method {
    public typealias Request = UploadQuestion
    public typealias Reply = StoredFile

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/FinishAttachment",
        .command,
        "Checks an attachment, and keeps it for a message.",
        access: .sending,
        routing: .partner,
        carriesSecrets: true,
        reasons: Reason.ofFinishing + [.notAnOperator]
    )
}

extension Access {
    fileprivate static let sending = anyOf(
        .partnerUser(.chat, .update),
        .partnerUser(.messages, .update),
        .endUser,
        .visitor
    )
}
