public import OctopusContract

/// Reads a picture or a video of a partner, in chunks.
///
/// A partner's users read all of its files, others those of what they may see.
public enum ReadFile: Method {
    public typealias Request = FileQuestion
    public typealias Reply = FilePart

    public static let declaration = MethodDeclaration(
        "partners.v1/ReadFile",
        .waitingRead,
        "Reads some bytes of a picture or a video.",
        access: .anyOf(
            .partnerUser(.channels, .view),
            .partnerUser(.promos, .view),
            .partnerUser(.messages, .view),
            .tenantUser(.partnerManagement, .view),
            .endUser
        ),
        routing: .partner,
        reasons: [.fileLost]
    )
}
