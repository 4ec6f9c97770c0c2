import FoundationEssentials
import OctopusCBOR
import OctopusFiles
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

/// What Ivo has with Ana, with Ben and with a visitor, and Eva beside it.
///
/// Ana asked twice: the first time was closed and rated. Each word and thing of it is told apart by its
/// bytes.
struct ForeignScene: Sendable {
    static let word = "swordfish"
    static let (tag, shortCode) = ("refund", "hello")

    let house: House
    let ivo, eva, visitor: Somebody
    let channel: ChannelID
    let anas, bens, visitors: ConversationID
    let photo: StoredFile
    /// Ivo's, which is not finished.
    let upload: UploadID
    let part: UploadPart
    let note: NoteID
    /// The place of what Ivo answered Ana.
    let answer: Int64
    /// Where both begin to listen, after Ivo has taken all three.
    let starts: [UserID: Bytes]

    init() async throws {
        house = try await House()
        (ivo, eva) = (try await house.agent(), try await house.agent(named: "Eva"))
        visitor = house.visitor()
        channel = try await house.channel()
        _ = try await house.website()
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        for agent in [ivo, eva] { try await agent.present() }
        anas = try await house.asked("A \(Self.word).", in: channel)
        bens = try await house.asked("A \(Self.word), too.", by: house.ben, in: channel)
        try await visitor.view("https://shop.example/tea")
        visitors = try await visitor.call(
            OpenConversation.self,
            .init(channelId: channel, page: "https://shop.example/tea")
        ).conversationId
        try await visitor.post("And a \(Self.word) here.", in: visitors)
        for id in [anas, bens, visitors] { _ = try await ivo.take(id) }
        try await ivo.call(FinishConversation.self, .init(conversationId: anas))
        try await ana.call(
            RateConversation.self,
            .init(conversationId: anas, stars: 1, text: "No \(Self.word).")
        )
        try await ana.post("Still no \(Self.word)?", in: anas)
        _ = try await ivo.take(anas)
        var starts: [UserID: Bytes] = [:]
        for agent in [ivo, eva] {
            starts[agent.userID] = try await agent.call(ReadNews.self, .init()).next
        }
        self.starts = starts
        photo = try await ana.upload(.picture)
        try await ana.attach(photo, in: anas)
        try await ben.post("Well?", in: bens)
        answer = try await ivo.post("No \(Self.word).", in: anas).seq
        upload = try await ivo.send(.video(1))
        let progress = try await ivo.call(AttachmentStatus.self, .init(uploadId: upload))
        part = Attachment.video(1).part(0, of: upload, size: progress.chunkBytes)
        note = try await ivo.note("Wants a \(Self.word).", at: anas).noteId
        try await ivo.tag(Self.tag, anas)
        try await house.operatorOf().call(
            CreateCannedResponse.self,
            .init(topic: "Fish", title: "None", shortCode: Self.shortCode, body: "Sorry.")
        )
        // The last: it lets Ana write no more.
        try await ivo.call(BlockFollower.self, .init(conversationId: anas))
        try await house.index()
    }

    /// Asks for somebody, who is named by the bridge where the bridge asks.
    func answer<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        to somebody: Somebody
    ) async throws -> Way.Answer {
        house.instance.security.prove()
        let isBridges = M.declaration.isGrantedByName
        do {
            let reply =
                isBridges
                ? try await house.perform(
                    method,
                    request,
                    routingKey: M.declaration.routing == .partner ? house.cafe.uuid : nil
                ) : try await somebody.call(method, request)
            return .told(try encoded(reply))
        } catch let refused as CallRefused {
            return .refused(refused.reason)
        }
    }

    /// Whether a reply has anything of Ivo's conversations.
    func isTold(in reply: [UInt8]) -> Bool {
        let ids = [
            anas.uuid, bens.uuid, visitors.uuid, note.uuid, photo.fileId.uuid, upload.uuid,
            house.ana.uuid,
        ]
        let things =
            ids.map { withUnsafeBytes(of: $0.uuid) { Array($0) } } + [Array(Self.word.utf8)]
        return things.contains { reply.contains($0) }
    }

    /// All that Ivo sees of them, so that what another changes shows.
    func state() async throws -> [[UInt8]] {
        var found: [[UInt8]] = []
        for id in [anas, bens, visitors] {
            found.append(try encoded(await ivo.seen(id)))
            for message in try await ivo.messages(of: id) { found.append(try encoded(message)) }
            found.append(
                try encoded(await ivo.call(ListNotes.self, .init(conversationId: id)))
            )
        }
        return found
    }
}
