public import OctopusContract

/// Reads an attachment, in chunks: for its sender, and for those who may read the message.
///
/// That of a message to many is read by those whom it came to, by operators who see one of their
/// conversations, by the partner's users who see messages to many, and by the tenant that is to approve it.
/// Of a picture the others read the small ones, which tell nothing of where it was taken. A document is handed out
/// to be saved, under its message's `fileName`, and is never shown in a page.
public enum ReadAttachment: Method {
    public typealias Request = FileQuestion
    public typealias Reply = FilePart

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ReadAttachment",
        .waitingRead,
        "Reads some bytes of a picture, a video or a document that was sent in a chat.",
        access: .anyOf(
            .partnerUser(.chat, .view),
            .partnerUser(.messages, .view),
            .tenantUser(.partnerManagement, .view),
            .endUser,
            .visitor
        ),
        routing: .partner,
        reasons: [.fileLost, .notAnOperator]
    )
}
