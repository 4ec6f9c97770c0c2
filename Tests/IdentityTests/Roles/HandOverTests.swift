import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct HandOverTests {
    private func handOver(
        to user: UserID,
        keeping role: RoleID,
        _ password: String = House.password,
        by token: String,
        in house: House
    ) async throws {
        try await house.call(
            HandOverOwnership.self,
            .init(userId: user, roleId: role, password: password),
            token: token
        )
    }

    /// The active owners of the mall's account.
    private func owners(_ house: House) async throws -> [UserID] {
        try await house.world.inspect { database in
            try UserRecord.fetchAll(
                database,
                sql: "SELECT * FROM users WHERE role = 'owner' AND status = 'active'"
            ).map(\.id)
        }
    }

    @Test func `ownership goes over in one step, and both are told`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire()
            let role = try #require(ana.roleId)
            try await handOver(to: ana.id, keeping: role, by: owner, in: house)
            #expect(try await owners(house) == [ana.id])
            await expectRefusal(.tokenOutdated) {
                try await house.call(ListRoles.self, .init(), token: owner)
            }
            let former = try await house.logIn().accessToken
            let me = try await house.call(GetMe.self, .init(), token: former)
            #expect(me.roleId == role)
            #expect(me.levels == ["users": .view])
            let heir = try await house.logIn(House.colleague).accessToken
            #expect(try await house.call(GetMe.self, .init(), token: heir).isOwner)
            #expect(
                try await house.subjects(to: House.email).contains { $0.contains("no longer own") }
            )
            #expect(
                try await house.subjects(to: House.colleague).contains { $0.contains("You own") }
            )
            // Its answer was lost: it says the same, and nothing changes.
            try await handOver(to: ana.id, keeping: role, by: former, in: house)
            #expect(try await owners(house) == [ana.id])
            // Who is no owner any more can't take it back.
            await expectRefusal(.notOwner) {
                try await handOver(to: house.owner, keeping: role, by: former, in: house)
            }
        }
    }

    @Test func `it wants the password, and wrong ones are counted`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire()
            let role = try #require(ana.roleId)
            for _ in 1...6 {
                await expectRefusal(.wrongPassword) {
                    try await handOver(
                        to: ana.id,
                        keeping: role,
                        "wrong wrong",
                        by: owner,
                        in: house
                    )
                }
            }
            await expectRefusal(.throttled) {
                try await handOver(to: ana.id, keeping: role, by: owner, in: house)
            }
            #expect(try await owners(house) == [house.owner])
        }
    }

    @Test func `the heir is an active user of the account`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire()
            let role = try #require(ana.roleId)
            let invited = try await house.invite("eva@mall.example", role: role, by: owner)
            for heir in [invited.id, house.owner] {
                await expectRefusal(.ownerNotActive) {
                    try await handOver(to: heir, keeping: role, by: owner, in: house)
                }
            }
            // An administrator knows a temporary password.
            try await house.call(SetUserPassword.self, .init(userId: invited.id), token: owner)
            await expectRefusal(.ownerNotActive) {
                try await handOver(to: invited.id, keeping: role, by: owner, in: house)
            }
            let partner = try await house.openPartner(
                "Bakery",
                email: "ben@shop.example",
                token: owner
            )
            await expectRefusal(.notFound) {
                try await handOver(to: partner.ownerId, keeping: role, by: owner, in: house)
            }
            await expectRefusal(.notFound) {
                try await handOver(
                    to: ana.id,
                    keeping: RoleID(ana.id.uuid),
                    by: owner,
                    in: house
                )
            }
            #expect(try await owners(house).contains(house.owner))
        }
    }

    /// Everything at once that could leave an account without an owner, or with two.
    @Test func `whatever happens at once, one active owner is left`() async throws {
        try await House.with { house in
            let (ana, owner) = try await house.hire()
            let role = try #require(ana.roleId)
            let eva = try await house.invite("eva@mall.example", role: role, by: owner)
            try await house.accept("eva@mall.example")
            let helper = try await house.role([.users: .full], named: "Helper", by: owner)
            try await house.invite("ben@mall.example", role: helper, by: owner)
            try await house.accept("ben@mall.example")
            let ben = try await house.logIn("ben@mall.example").accessToken
            typealias Deed = @Sendable () async throws -> Void
            let deeds: [Deed] = [ana.id, eva.id].flatMap { heir -> [Deed] in
                [
                    { try await handOver(to: heir, keeping: role, by: owner, in: house) },
                    {
                        try await house.call(
                            DisableUser.self,
                            .init(userId: heir, version: 2),
                            token: ben
                        )
                    },
                    {
                        try await house.call(
                            DeleteUser.self,
                            .init(userId: heir, version: 2),
                            token: ben
                        )
                    },
                ]
            }
            await withTaskGroup(of: Void.self) { group in
                for deed in deeds {
                    group.addTask {
                        do {
                            try await deed()
                        } catch {
                            #expect(error is CallRefused, "\(error)")
                        }
                    }
                }
            }
            #expect(try await owners(house).count == 1)
            // In the database itself there is no room for a second one, nor for a disabled one.
            try await house.instance.transact { context in
                for change in [
                    "role = 'owner', role_id = NULL WHERE role = 'custom'",
                    "status = 'disabled' WHERE role = 'owner'",
                ] {
                    let count = try Int64.one(context.database, "SELECT count(*) FROM users")
                    #expect(count ?? 0 > 1)
                    #expect(throws: (any Error).self) {
                        try context.database.execute(sql: "UPDATE users SET \(change)")
                    }
                }
            }
        }
    }
}
