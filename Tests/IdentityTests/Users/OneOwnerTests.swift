import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

/// Whatever is done at once, an account has exactly one Account owner, who can log in.
struct OneOwnerTests {
    private struct Place: Sendable {
        let house: House
        let users: [UserID]
        let tokens: [String]
        let role: RoleID
    }

    private enum Deed: CaseIterable {
        case handOverToAna, handOverToBen, disableAna, deleteBen, disableOwner, deleteOwner,
            demoteAna, anaGivesBack

        func run(in place: Place) async throws {
            let house = place.house
            let (owner, ana, ben) = (place.users[0], place.users[1], place.users[2])
            switch self {
            case .handOverToAna: try await handOver(to: ana, by: 0, in: place)
            case .handOverToBen: try await handOver(to: ben, by: 0, in: place)
            case .anaGivesBack: try await handOver(to: owner, by: 1, in: place)
            case .disableAna: try await disable(ana, by: 0, in: place)
            case .disableOwner: try await disable(owner, by: 1, in: place)
            case .deleteBen: try await delete(ben, by: 0, in: place)
            case .deleteOwner: try await delete(owner, by: 2, in: place)
            case .demoteAna:
                try await house.call(
                    EditUser.self,
                    .init(
                        userId: ana,
                        version: 2,
                        name: "Ana",
                        email: "ana@mall.example",
                        roleId: place.role
                    ),
                    token: place.tokens[2]
                )
            }
        }

        private func handOver(to heir: UserID, by actor: Int, in place: Place) async throws {
            try await place.house.call(
                HandOverOwnership.self,
                .init(userId: heir, roleId: place.role, password: House.password),
                token: place.tokens[actor]
            )
        }

        private func disable(_ user: UserID, by actor: Int, in place: Place) async throws {
            for version: Int64 in 1...3 {
                _ = try? await place.house.call(
                    DisableUser.self,
                    .init(userId: user, version: version),
                    token: place.tokens[actor]
                )
            }
        }

        private func delete(_ user: UserID, by actor: Int, in place: Place) async throws {
            for version: Int64 in 1...3 {
                _ = try? await place.house.call(
                    DeleteUser.self,
                    .init(userId: user, version: version),
                    token: place.tokens[actor]
                )
            }
        }
    }

    @Test(arguments: 1...6)
    func `is left by deeds that happen at once`(_ seed: UInt64) async throws {
        try await House.with { house in
            let owner = try await house.logIn().accessToken
            let role = try await house.role([.users: .full, .roles: .full], by: owner)
            var (users, tokens) = ([house.owner], [owner])
            for email in ["ana@mall.example", "ben@mall.example"] {
                users.append(try await house.invite(email, name: "Ana", role: role, by: owner).id)
                try await house.accept(email)
                tokens.append(try await house.logIn(email).accessToken)
            }
            let place = Place(house: house, users: users, tokens: tokens, role: role)
            var random = SeededGenerator(seed: seed)
            let deeds = Deed.allCases.shuffled(using: &random)
            await withTaskGroup(of: Void.self) { group in
                for deed in deeds {
                    group.addTask {
                        do {
                            try await deed.run(in: place)
                        } catch {
                            // Which of them are refused is as it comes.
                            #expect(error is CallRefused, "\(deed): \(error)")
                        }
                    }
                }
            }
            let owners = try await house.world.inspect { database in
                try String.fetchAll(
                    database,
                    sql: "SELECT status FROM users WHERE role = 'owner'"
                )
            }
            #expect(owners == ["active"], "seed \(seed): \(deeds)")
        }
    }
}
