public import OctopusContract

/// Reads an attachment, in chunks: for its sender, and for those who may read the message.
///
/// Of a picture the others read the small ones, which tell nothing of where it was taken. A document is handed out
/// to be saved, under its message's `fileName`, and is never shown in a page.
public enum ReadAttachment: Method {
    public typealias Request = FileQuestion
    public typealias Reply = FilePart

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReadAttachment",
        .waitingRead,
        "Reads some bytes of a picture, a video or a document that was sent in a chat.",
        access: .anyOf(.partnerUser(.chat, .view), .endUser, .visitor),
        routing: .partner,
        reasons: [.fileLost, .notAnOperator]
    )
}
