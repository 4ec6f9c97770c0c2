import OctopusCBOR
import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct SnapshotTests {
    @Test func `a snapshot has the present state of everything that events told of`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            let partner = try await house.openPartner(
                "Bakery",
                email: "ana@shop.example",
                token: owner.accessToken
            )
            try await house.tell(.suspended, partner.partnerId, version: 2)
            let eva = try await house.call(
                RegisterEndUser.self,
                .init(name: "Eva", email: "eva@mail.example")
            )
            _ = try await LoginCodeFlow.logIn("eva@mail.example", house)
            let ended = try await house.logIn()
            try await house.call(LogOut.self, .init(), token: ended.accessToken)
            try await house.call(
                RotateSigningKey.self,
                .init(immediately: true),
                as: house.operating
            )

            let states = try await states(house)
            func only<E: Event>(_ event: E.Type) throws -> E {
                let found = states.filter { $0.kind == E.declaration.kind }
                #expect(found.count == 1)
                return try CBORDecoder().decode(E.self, from: try #require(found.first).body.bytes)
            }
            let told = try await house.events(TenantChanged.self)
            #expect(try only(TenantChanged.self) == told.last)
            #expect(try only(PartnerChanged.self).status == .suspended)
            #expect(try only(EndUserChanged.self).id == eva.endUserId)
            #expect(try only(EndUserSeen.self).id == eva.endUserId)
            #expect(try only(SessionEnded.self).session == ended.sessionId)
            #expect(try only(SigningKeyChanged.self).retiredAt == nil)
            let personal = Set(states.filter { $0.personal != nil }.map(\.kind))
            #expect(
                personal == [
                    EndUserChanged.declaration.kind, UserChanged.declaration.kind,
                    EndUserSeen.declaration.kind,
                ]
            )
        }
    }

    /// Every state of every kind, in pages of one.
    private func states(_ house: House) async throws -> [SnapshotState] {
        var states: [SnapshotState] = []
        var after: Bytes?
        repeat {
            let page = try await house.instance.perform(
                ReadSnapshot.self,
                .init(
                    kinds: ContractIndex.identity.events.map { $0.declaration.kind },
                    after: after,
                    limit: 1
                ),
                as: house.operating
            )
            states += page.states
            after = page.next
        } while after != nil
        return states
    }
}
