public import OctopusContract

/// Reads an attachment, in chunks: for its sender, and for those who may read the message.
///
/// Of a picture the others read the small ones, which tell nothing of where it was taken.
public enum ReadAttachment: Method {
    public typealias Request = FileQuestion
    public typealias Reply = FilePart

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReadAttachment",
        .waitingRead,
        "Reads some bytes of a picture or a video that was sent in a chat.",
        access: .anyOf(.partnerUser(.chat, .view), .endUser, .visitor),
        routing: .partner,
        reasons: [.fileLost, .notAnOperator]
    )
}
