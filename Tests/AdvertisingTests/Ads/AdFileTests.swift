import Crypto
import FoundationEssentials
import OctopusAdvertisingContract
import OctopusCBOR
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusAdvertising

/// The pictures and videos of ads: what is taken, who reads it, and how long it is kept.
struct AdFileTests {
    /// A picture of one pixel.
    private static let tiny = Array(
        Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
                + "WjR9awAAAABJRU5ErkJggg=="
        ) ?? Data()
    )

    private func offer(_ type: FileType, _ size: Int64) -> UploadOffer {
        UploadOffer(
            size: size,
            type: type,
            sha256: Bytes(Array(SHA256.hash(data: Array("\(type) \(size)".utf8))))
        )
    }

    @Test func `a picture is uploaded, and one that is too small is in no ad`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let tiny = Self.tiny
        let begun = try await cafe.call(
            BeginAdUpload.self,
            UploadOffer(
                size: Int64(tiny.count),
                type: .png,
                sha256: Bytes(Array(SHA256.hash(data: tiny)))
            )
        )
        let upload = try #require(begun.uploadId)
        try await cafe.call(
            SendAdChunk.self,
            UploadPart(uploadId: upload, chunk: 0, part: Bytes(tiny))
        )
        let status = try await cafe.call(AdUploadStatus.self, .init(uploadId: upload))
        #expect(status.missing.isEmpty)
        let file = try await cafe.call(FinishAdUpload.self, .init(uploadId: upload))
        #expect(file.width == 1 && file.height == 1)
        let read = try await cafe.call(ReadAdFile.self, .init(fileId: file.fileId))
        #expect(read.part?.bytes == tiny)
        let refused = try await cafe.refused(
            .invalid,
            CreateAd.self,
            .init(terms: .picture(file.fileId))
        )
        #expect(refused.violations.map(\.rule) == ["range"])
        try await house.operatorOf(house.bakery)
            .refused(.notFound, ReadAdFile.self, .init(fileId: file.fileId))
        await house.close()
    }

    @Test func `documents and what is too large are not begun`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let wrong = [
            offer(.pdf, 1000), offer(.png, AdvertisingLimits.pictureBytes + 1),
            offer(.mp4, AdvertisingLimits.videoBytes + 1),
        ]
        for offer in wrong { try await cafe.refused(.invalid, BeginAdUpload.self, offer) }
        for most in [
            offer(.png, AdvertisingLimits.pictureBytes), offer(.mp4, AdvertisingLimits.videoBytes),
        ] {
            #expect(try await cafe.call(BeginAdUpload.self, most).uploadId != nil)
        }
        await house.close()
    }

    @Test func `pictures live as long as an ad shows them`() async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let pictures = try await house.pictures(4)
        let single = try await cafe.newAd(.picture(pictures[0]))
        let carousel = try await cafe.newAd(.carousel(Array(pictures[1...2])))
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 3, "the one that no ad shows is gone")
        _ = try await cafe.edit(single, .picture(pictures[1]))
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 2)
        let archived = try await cafe.archive(carousel)
        #expect(archived.terms.cards == nil)
        try await house.dayPasses()
        #expect(try await house.keptFiles() == 1, "another ad shows it")
        await house.close()
    }

    @Test func `the tenant reads the files of what it is asked to approve, and no other's`()
        async throws
    {
        let house = try await House()
        let cafe = house.operatorOf()
        let (desk, bank) = (house.tenant(), house.tenant(of: house.bank))
        let picture = try await house.pictures()[0]
        let question = FileQuestion(fileId: picture, variant: .small)
        let draft = try await cafe.newAd(.picture(picture))
        try await desk.refused(.notFound, ReadAdFile.self, question, at: house.cafe)
        let asked = try await cafe.submit(draft)
        // It has no bytes here, which only those are told who may see it.
        try await desk.refused(.fileLost, ReadAdFile.self, question, at: house.cafe)
        try await bank.refused(.notFound, ReadAdFile.self, question, at: house.cafe)
        try await house.decide(ad: asked.requestId, .approved)
        try await desk.refused(.fileLost, ReadAdFile.self, question, at: house.cafe)
        let archived = try await cafe.archive(cafe.seen(asked))
        #expect(archived.terms.pictureId == nil)
        try await desk.refused(.notFound, ReadAdFile.self, question, at: house.cafe)
        await house.close()
    }
}
