import GRDB
import OctopusCBOR
import OctopusContract
import OctopusFiles
import OctopusHelpdeskContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct ChatDocumentTests {
    @Test func `documents are sent once the tenant says so, from both sides`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let (ana, ben) = (house.endUser(house.ana), house.endUser(house.ben))
        let id = try await house.asked()
        let document = Attachment.document()
        for somebody in [ivo, ana] {
            let refused = try await somebody.refused(.invalid, BeginAttachment.self, document.offer)
            #expect(refused.violations.map(\.path) == ["type"])
        }
        try await house.allowDocuments()
        let own = try await ana.upload(document)
        #expect(own.type == .pdf && own.width == nil && own.height == nil)
        _ = try await ivo.take(id)
        let answer = try await ivo.upload(document)
        try await ana.attach(own, in: id)
        try await ivo.attach(answer, in: id)
        for (file, reader) in [(own, ivo), (answer, ana)] {
            let part = try await reader.call(ReadAttachment.self, .init(fileId: file.fileId))
            #expect(part.mediaType == "application/pdf")
            #expect(part.part?.bytes == document.bytes)
            // There are no small ones of it.
            try await reader.readsNot(file, .small)
            try await ben.readsNot(file)
        }
        let large = UploadOffer(size: 32 << 20 + 1, type: .pdf, sha256: document.offer.sha256)
        let refused = try await ana.refused(.invalid, BeginAttachment.self, large)
        #expect(refused.violations.map(\.path) == ["size"])
    }

    @Test func `a document that runs something is refused, whatever it is announced as`()
        async throws
    {
        let house = try await House()
        let ana = house.endUser(house.ana)
        _ = try await house.asked()
        try await house.allowDocuments()
        let hostile = Attachment.document("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")
        for (file, fault) in [
            (hostile, FileFault.active), (Attachment(bytes: hostile.bytes, type: .mp4), .otherType),
            (Attachment(bytes: Attachment.document().bytes, type: .png), .otherType),
            (Attachment(bytes: Attachment.picture.bytes, type: .pdf), .otherType),
        ] {
            let upload = try await ana.send(file)
            let question = UploadQuestion(uploadId: upload)
            let refused = try await ana.refused(.fileRefused, FinishAttachment.self, question)
            #expect(refused.violations.map(\.rule) == [fault.rawValue])
        }
        #expect(try await house.keptFiles() == 0)
    }

    @Test func `a file has the name that its sender gives it, for as long as it is there`()
        async throws
    {
        let house = try await House()
        let ivo = try await house.agent()
        let ana = house.endUser(house.ana)
        let id = try await house.asked()
        try await house.allowDocuments()
        let file = try await ana.upload(.document())
        func post(_ name: String) -> PostMessage.Request {
            .init(conversationId: id, clientId: "named", fileId: file.fileId, fileName: name)
        }
        for name in ["Terms.exe", "../Terms.pdf", ".pdf", "Terms\u{202E}fdp.pdf", "a\u{0}.pdf"] {
            let refused = try await ana.refused(.invalid, PostMessage.self, post(name))
            #expect(refused.violations.map(\.path).contains("fileName"), "\(name)")
        }
        let alone = PostMessage.Request(
            conversationId: id,
            clientId: "alone",
            text: "Here.",
            fileName: "Terms.pdf"
        )
        try await ana.refused(.invalid, PostMessage.self, alone)
        let seq = try await ana.call(PostMessage.self, post("  Ana's terms.pdf ")).seq
        #expect(try await ana.call(PostMessage.self, post("Ana's terms.pdf")).seq == seq)
        try await ana.refused(.clientIdReused, PostMessage.self, post("Other terms.pdf"))
        #expect(try await ivo.messages(of: id).last?.fileName == "Ana's terms.pdf")
        let transcript = try await ivo.call(
            ReadTranscript.self,
            .init(conversationId: id, format: .text)
        )
        #expect(transcript.part.contains("[Ana's terms.pdf, application/pdf, \(file.size) bytes]"))
        try await ana.call(DeleteMessage.self, .init(conversationId: id, seq: seq))
        #expect(try await ivo.messages(of: id).last?.fileName == nil)
        #expect(try await house.fileNames() == 0)
    }

    @Test func `a name goes with its file when the tenant keeps it no longer`() async throws {
        let house = try await House()
        let ana = house.endUser(house.ana)
        let id = try await house.asked()
        let file = try await ana.upload(.picture)
        let named = PostMessage.Request(
            conversationId: id,
            clientId: "named",
            fileId: file.fileId,
            fileName: "Me.png"
        )
        try await ana.call(PostMessage.self, named)
        #expect(try await house.fileNames() == 1)
        try await house.keep(files: 7)
        house.pass(.seconds(8 * 86_400))
        try await house.runJobs()
        let last = try await ana.messages(of: id).last
        #expect(last?.kind == .attachment && last?.file == nil && last?.fileName == nil)
        #expect(try await house.fileNames() == 0)
    }
}

extension Attachment {
    /// A document without pages, with something more in its catalog.
    static func document(_ catalog: String = "") -> Attachment {
        let body = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R \(catalog) >>\nendobj\n"
        let table = "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R >>\n"
        return Attachment(
            bytes: Array("\(body)\(table)startxref\n\(body.utf8.count)\n%%EOF\n".utf8),
            type: .pdf
        )
    }
}

extension House {
    fileprivate func allowDocuments() async throws {
        _ = try await desk().call(
            EditTenantChatPolicy.self,
            .init(version: 0, terms: TenantChatTerms(attachmentTypes: FileType.allCases))
        )
    }

    fileprivate func fileNames() async throws -> Int64? {
        try await inspect {
            try Int64.one($0, "SELECT count(*) FROM messages WHERE file_name IS NOT NULL")
        }
    }
}
