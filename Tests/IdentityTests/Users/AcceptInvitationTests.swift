import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct AcceptInvitationTests {
    private struct Invited {
        let partnerId: PartnerID
        let ownerId: UserID
        let invitation: String
    }

    private func invite(_ house: House) async throws -> Invited {
        let owner = try await house.logIn()
        let created = try await house.call(
            CreatePartner.self,
            .init(name: "Corner Bakery", ownerName: "Ana Horvat", ownerEmail: "ana@shop.example"),
            token: owner.accessToken
        )
        // A tenant's program is not told what opens a partner's account.
        #expect(created.invitation == nil)
        return Invited(
            partnerId: created.partnerId,
            ownerId: created.ownerId,
            invitation: try await house.secret("invitation", to: "ana@shop.example")
        )
    }

    private func accept(
        _ invitation: String,
        _ password: String = House.password,
        in house: House
    ) async throws {
        try await house.call(
            AcceptInvitation.self,
            .init(invitation: invitation, password: password)
        )
    }

    @Test func `an invited user sets a password and logs in`() async throws {
        try await House.with { house in
            let invited = try await invite(house)
            await expectRefusal(.badCredentials) { try await house.logIn("ana@shop.example") }
            try await accept(invited.invitation, in: house)
            let reply = try await house.logIn("ana@shop.example")
            #expect(reply.userId == invited.ownerId)
        }
    }

    @Test func `an invitation is good once`() async throws {
        try await House.with { house in
            let invited = try await invite(house)
            try await accept(invited.invitation, in: house)
            // Repeated, since its answer was lost: the same, and nothing changes.
            try await accept(invited.invitation, in: house)
            await expectRefusal(.invitationInvalid) {
                try await accept(invited.invitation, "six dry umbrellas dance", in: house)
            }
            house.clock.advance(by: .seconds(600))
            await expectRefusal(.invitationInvalid) {
                try await accept(invited.invitation, in: house)
            }
            _ = try await house.logIn("ana@shop.example")
        }
    }

    @Test func `of two who accept at once, one does`() async throws {
        try await House.with { house in
            let invited = try await invite(house)
            let passwords = ["six dry umbrellas dance", "nine red kettles whistle"]
            let accepted = await withTaskGroup(of: String?.self) { group in
                for password in passwords {
                    group.addTask {
                        do {
                            try await accept(invited.invitation, password, in: house)
                            return password
                        } catch {
                            #expect((error as? CallRefused)?.reason == "invitationInvalid")
                            return nil
                        }
                    }
                }
                return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
            }
            #expect(accepted.count == 1)
            for password in passwords where accepted.contains(password) {
                _ = try await house.logIn("ana@shop.example", password)
            }
        }
    }

    @Test func `an old one, a made-up one and another tenant's are refused alike`() async throws {
        try await House.with { house in
            let invited = try await invite(house)
            let other = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                tenant: "Other Mall",
                email: "other@mall.example"
            )
            await expectRefusal(.invitationInvalid) {
                try await house.call(
                    AcceptInvitation.self,
                    .init(invitation: invited.invitation, password: House.password),
                    as: house.operating,
                    tenant: TenantID(other.tenantId)
                )
            }
            await expectRefusal(.invitationInvalid) { try await accept("made up", in: house) }
            house.clock.advance(by: .seconds(72 * 3600))
            await expectRefusal(.invitationInvalid) {
                try await accept(invited.invitation, in: house)
            }
        }
    }

    @Test func `a new invitation voids the one before`() async throws {
        try await House.with { house in
            let first = try await invite(house)
            let second = try await invite(house)
            #expect(first.partnerId == second.partnerId)
            #expect(first.ownerId == second.ownerId)
            #expect(first.invitation != second.invitation)
            await expectRefusal(.invitationInvalid) {
                try await accept(first.invitation, in: house)
            }
            try await accept(second.invitation, in: house)
        }
    }

    @Test(arguments: [
        ("short", "tooShort"), ("correct horse battery staple", "wellKnown"),
        ("AnaHorvat-corner-bakery", "personal"),
    ])
    func `a weak password is refused and the invitation stays good`(
        _ password: String,
        _ rule: String
    ) async throws {
        try await House.with { house in
            let invited = try await invite(house)
            let refused = await expectRefusal(.weakPassword) {
                try await accept(invited.invitation, password, in: house)
            }
            #expect(refused?.violations.map(\.rule) == [rule])
            try await accept(invited.invitation, in: house)
        }
    }

    @Test func `a used invitation is no way to guess the password`() async throws {
        try await House.with { house in
            let invited = try await invite(house)
            try await accept(invited.invitation, in: house)
            for number in 0..<6 {
                await expectRefusal(.invitationInvalid) {
                    try await accept(
                        invited.invitation,
                        "guess number \(number) is wrong",
                        in: house
                    )
                }
            }
            await expectRefusal(.throttled) { try await accept(invited.invitation, in: house) }
            await expectRefusal(.throttled) { try await house.logIn("ana@shop.example") }
        }
    }
}
