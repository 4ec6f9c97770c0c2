import OctopusIdentityContract
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

/// What a role, and a change of it, mean for those who have it.
struct RightsTests {
    /// What somebody's next token reaches.
    private func levels(_ tokens: LogIn.Reply, in house: House) async throws -> [String: Level] {
        let next = try await house.call(
            RefreshToken.self,
            .init(refreshToken: tokens.refreshToken)
        )
        return try await house.call(GetMe.self, .init(), token: next.accessToken).levels
    }

    private func edit(
        _ role: RoleID,
        _ levels: [ProductLevel],
        version: Int64 = 1,
        in house: House,
        by token: String
    ) async throws {
        try await house.call(
            EditRole.self,
            .init(
                roleId: role,
                version: version,
                name: "Changed",
                levels: levels,
                demandsSecondFactor: false
            ),
            token: token
        )
    }

    @Test func `a changed role holds at once for those who are logged in`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire(House.colleague, [.users: .view])
            let tokens = try await house.logIn(House.colleague)
            try await house.call(ListUsers.self, .init(), token: tokens.accessToken)
            try await edit(#require(ana.roleId), [], in: house, by: owner)
            // No time passes: identity knows it with its answer.
            await expectRefusal(.tokenOutdated) {
                try await house.instance.perform(
                    ListUsers.self,
                    .init(),
                    as: house.till,
                    token: tokens.accessToken,
                    routingKey: house.tenant.uuid
                )
            }
            #expect(try await levels(tokens, in: house) == [:])
            // The session goes on, and so does everybody else's.
            try await house.call(ListUsers.self, .init(), token: owner)
        }
    }

    @Test func `a new role of a user holds at once`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire(House.colleague, [.users: .view])
            let tokens = try await house.logIn(House.colleague)
            let more = try await house.role([.users: .full], named: "More", by: owner)
            try await house.call(
                EditUser.self,
                .init(
                    userId: ana.id,
                    version: 2,
                    name: "Ana Horvat",
                    email: House.colleague,
                    roleId: more
                ),
                token: owner
            )
            await expectRefusal(.tokenOutdated) {
                try await house.call(ListUsers.self, .init(), token: tokens.accessToken)
            }
            #expect(try await levels(tokens, in: house) == ["users": .full])
        }
    }

    @Test func `a name alone outdates no token`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire(House.colleague, [.users: .view])
            let tokens = try await house.logIn(House.colleague)
            try await edit(
                #require(ana.roleId),
                [ProductLevel(.users, .view)],
                in: house,
                by: owner
            )
            try await house.call(ListUsers.self, .init(), token: tokens.accessToken)
            #expect(try await house.events(RightsChanged.self) == [])
        }
    }

    @Test func `a token that was issued together with the change has the new levels`() async throws
    {
        try await House.with { house in
            let (ana, owner) = try await house.hire(House.colleague, [.users: .view])
            let role = try #require(ana.roleId)
            for version in 1...5 as ClosedRange<Int64> {
                let level: Level = version.isMultiple(of: 2) ? .view : .full
                async let changed: Void = edit(
                    role,
                    [ProductLevel(.users, level)],
                    version: version,
                    in: house,
                    by: owner
                )
                async let logged = house.logIn(House.colleague)
                let tokens = try await logged
                try await changed
                // Whichever was first: the token is refused, or it tells the role as it is.
                do {
                    let me = try await house.call(GetMe.self, .init(), token: tokens.accessToken)
                    #expect(me.levels == ["users": level])
                } catch let refused as CallRefused {
                    #expect(refused.reason == Reason.tokenOutdated.word)
                }
            }
        }
    }

    @Test func `nobody grants above themselves`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire(
                House.colleague,
                [.roles: .full, .users: .full, .points: .view]
            )
            let token = try await house.logIn(House.colleague).accessToken
            let above = await expectRefusal(.aboveYourself) {
                try await house.call(
                    CreateRole.self,
                    .init(
                        name: "Above",
                        levels: [ProductLevel(.points, .update), ProductLevel(.coupons, .view)]
                    ),
                    token: token
                )
            }
            #expect(above?.violations.count == 2)
            // Not by raising one's own role, and not by lowering one that stands above.
            await expectRefusal(.aboveYourself) {
                try await edit(
                    #require(ana.roleId),
                    [ProductLevel(.points, .full)],
                    in: house,
                    by: token
                )
            }
            let high = try await house.role([.points: .full], named: "High", by: owner)
            await expectRefusal(.aboveYourself) {
                try await edit(high, [], in: house, by: token)
            }
            // Not by giving it, and not to those who have it.
            await expectRefusal(.aboveYourself) {
                try await house.invite("eva@mall.example", role: high, by: token)
            }
            let eva = try await house.invite("eva@mall.example", role: high, by: owner)
            for user in [eva.id, house.owner] {
                await expectRefusal(.aboveYourself) {
                    try await house.call(
                        SetUserPassword.self,
                        .init(userId: user, password: "nine red kettles whistle"),
                        token: token
                    )
                }
            }
            // A new role without levels begins no higher than its maker stands.
            let role = try await house.call(CreateRole.self, .init(name: "Low"), token: token)
            #expect(role.levels == [])
            try await house.invite("ben@mall.example", role: role.id, by: token)
        }
    }

    @Test func `what somebody may give is what they have now, not what their token says`()
        async throws
    {
        try await House.with { house in
            let (ana, owner) = try await house.hire(House.colleague, [.roles: .full])
            let token = try await house.logIn(House.colleague).accessToken
            try await edit(
                #require(ana.roleId),
                [ProductLevel(.roles, .view)],
                in: house,
                by: owner
            )
            await expectRefusal(.tokenOutdated) {
                try await house.call(CreateRole.self, .init(name: "Late"), token: token)
            }
        }
    }
}
