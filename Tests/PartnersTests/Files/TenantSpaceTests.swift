import OctopusFiles
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// How much all partners of a tenant have together.
struct TenantSpaceTests {
    @Test func `partners of a tenant have so many bytes together, and other tenants their own`()
        async throws
    {
        let house = try await House(values: ["files.tenant-space": .integer(1)])
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        let upload = try await cafe.send(Video.of(chunks: 2))
        let refused = try await bakery.refused(
            .filesFull,
            BeginUpload.self,
            Video.of(chunks: 3).offer
        )
        #expect(refused.message.contains("The tenant has"), "\(refused)")
        _ = try await bakery.call(BeginUpload.self, Video.of(chunks: 1).offer)
        _ = try await house.operatorOf(house.broker, of: house.bank).call(
            BeginUpload.self,
            Video.of(chunks: 3).offer
        )
        // What has begun goes on, and what is there needs no room again.
        _ = try await cafe.call(FinishUpload.self, .init(uploadId: upload))
        #expect(try await cafe.call(BeginUpload.self, Video.of(chunks: 2).offer).file != nil)
        await house.close()
    }

    @Test func `partners of a tenant have so many unfinished uploads together`() async throws {
        let house = try await House(values: ["files.tenant-uploads": .integer(2)])
        let (cafe, bakery) = (house.operatorOf(), house.operatorOf(house.bakery))
        let upload = try await cafe.send(Video.of(chunks: 1))
        _ = try await bakery.call(BeginUpload.self, Video.of(chunks: 1).offer)
        let third = Video.of(chunks: 1, seed: 2).offer
        try await bakery.refused(.tooManyUploads, BeginUpload.self, third)
        _ = try await house.operatorOf(house.broker, of: house.bank).call(BeginUpload.self, third)
        _ = try await cafe.call(FinishUpload.self, .init(uploadId: upload))
        _ = try await bakery.call(BeginUpload.self, third)
        await house.close()
    }
}
