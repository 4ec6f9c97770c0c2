import OctopusIdentityContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusIdentity

struct OperatorLimitTests {
    /// A bakery whose users nobody limits yet, and its owner's token.
    private struct Bakery {
        let house: House
        let id: PartnerID
        let token: String
        let users: [User]

        init(_ house: House) async throws {
            self.house = house
            let mall = try await house.logIn().accessToken
            id = try await house.openPartner("Bakery", email: "ana@shop.example", token: mall)
                .partnerId
            token = try await house.logIn("ana@shop.example").accessToken
            let role = try await house.role([.chat: .view], by: token)
            var users: [User] = []
            for number in 1...4 {
                users.append(
                    try await house.invite("ben\(number)@shop.example", role: role, by: token)
                )
            }
            self.users = users
        }

        func tell(_ most: Int64?, asked: Int64? = nil, version: Int64) async throws {
            try await house.world.tell(
                PartnerEntitlementChanged(
                    id: id,
                    version: version,
                    products: Product.allCases.map(\.rawValue),
                    limits: PackageLimits(chatOperators: most),
                    askedLimits: asked.map { PackageLimits(chatOperators: $0) }
                ),
                of: house.tenant,
                partner: id
            )
        }

        @discardableResult
        func set(_ user: Int, _ kind: ChatOperator?, version: Int64) async throws -> User {
            try await house.call(
                SetChatOperator.self,
                .init(userId: users[user].id, version: version, chatOperator: kind),
                token: token
            )
        }
    }

    @Test func `no more users answer in the chat than the package gives`() async throws {
        try await House.with { house in
            let bakery = try await Bakery(house)
            try await bakery.tell(2, version: 1)
            try await bakery.set(0, .normal, version: 1)
            try await bakery.set(1, .administrator, version: 1)
            await expectRefusal(.packageLimit) { try await bakery.set(2, .normal, version: 1) }
            // Another kind of operator is no further one, and one less makes room.
            try await bakery.set(0, .administrator, version: 2)
            try await bakery.set(1, nil, version: 2)
            try await bakery.set(2, .normal, version: 1)
            // A smaller package is asked for: the lower limit holds until that is decided.
            try await bakery.tell(9, asked: 2, version: 2)
            await expectRefusal(.packageLimit) { try await bakery.set(3, .normal, version: 1) }
            try await bakery.tell(9, version: 3)
            try await bakery.set(3, .normal, version: 1)
            // The tenant's own users are its own.
            let owner = try await house.logIn().accessToken
            let me = try await house.call(GetUser.self, .init(userId: house.owner), token: owner)
            _ = try await house.call(
                SetChatOperator.self,
                .init(userId: me.id, version: me.version, chatOperator: .administrator),
                token: owner
            )
        }
    }

    @Test func `of several at once as many become operators as there is room for`() async throws {
        try await House.with { house in
            let bakery = try await Bakery(house)
            try await bakery.tell(1, version: 1)
            let made = try await withThrowingTaskGroup(of: Bool.self) { group in
                for user in bakery.users.indices {
                    group.addTask {
                        do {
                            try await bakery.set(user, .normal, version: 1)
                            return true
                        } catch let refused as CallRefused
                            where refused.reason == Reason.packageLimit.word
                        {
                            return false
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(made == 1)
        }
    }
}
