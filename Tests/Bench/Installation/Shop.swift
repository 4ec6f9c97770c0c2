import Contract
import FoundationEssentials
import Mesh

/// A partner with a point type, and an end user to give it to.
struct Shop: Sendable {
    let options: CallOptions
    let award: AwardPoints.Request

    static func open(with client: MeshClient, data: String) async throws -> Shop {
        let owner = try JSONDecoder().decode(
            Owner.self,
            from: Data(contentsOf: URL(filePath: "\(data)/owner.json"))
        )
        let password = try String(contentsOfFile: "\(data)/owner.password", encoding: .utf8)
            .filter { !$0.isNewline }
        let seen = Sightings()
        var tenant = CallOptions(routingKey: owner.tenantId, seen: seen)
        let unsigned = tenant
        tenant.token = try await client.call(
            LogIn.self,
            .init(email: owner.email, password: password),
            unsigned
        ).accessToken

        let email = "bench-\(UUID().uuidString.lowercased())@example.org"
        let partner = try await client.call(
            CreatePartner.self,
            .init(name: "Bench \(email)", ownerName: "Bench Owner", ownerEmail: email),
            tenant
        )
        let ownPassword = "five slow lanterns hum"
        _ = try await client.call(
            AcceptInvitation.self,
            .init(invitation: partner.invitation, password: ownPassword),
            unsigned
        )
        let token = try await client.call(
            LogIn.self,
            .init(email: email, password: ownPassword),
            unsigned
        ).accessToken
        let endUser = try await client.call(RegisterEndUser.self, .init(email: email), unsigned)

        let options = CallOptions(token: token, routingKey: partner.partnerId.uuid, seen: seen)
        let stamp = try await client.call(CreatePointType.self, .init(name: "stamp"), options)
        return Shop(
            options: options,
            award: .init(endUserId: endUser.endUserId, pointTypeId: stamp.id, amount: 1)
        )
    }

    private struct Owner: Decodable {
        let tenantId: UUID
        let email: String
    }
}
