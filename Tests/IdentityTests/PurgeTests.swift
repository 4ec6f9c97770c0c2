import OctopusIdentityContract
import GRDB
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusIdentity

struct PurgeTests {
    @Test func `what says nothing any more is removed, and nothing else`() async throws {
        try await House.with { house in
            let owner = try await house.logIn()
            let ended = try await house.logIn()
            try await house.call(LogOut.self, .init(), token: ended.accessToken)
            try await house.call(
                CreatePartner.self,
                .init(name: "Bakery", ownerName: "Ana", ownerEmail: "ana@shop.example"),
                token: owner.accessToken
            )
            try await house.call(RegisterEndUser.self, .init(email: "eva@mail.example"))
            _ = try await LoginCodeFlow.request("eva@mail.example", house)
            await expectRefusal(.badCredentials) { try await house.logIn("x@mail.example") }

            try await purge(house)
            #expect(try await count("sessions", house) == 2)
            #expect(try await count("login_codes", house) == 1)
            #expect(try await count("failures", house) > 0)

            house.clock.advance(by: .seconds(6 * 60))
            try await purge(house)
            #expect(try await count("sessions", house) == 1)
            #expect(try await count("login_codes", house) == 0)
            #expect(try await count("links", house) == 1)

            house.clock.advance(by: .seconds(40 * 86_400))
            try await purge(house)
            for table in ["sessions", "refresh_tokens", "links", "failures"] {
                #expect(try await count(table, house) == 0, "\(table)")
            }
            #expect(try await count("users", house) == 2)
            #expect(try await count("end_users", house) == 1)
        }
    }

    private func purge(_ house: House) async throws {
        try await house.instance.jobs.wake("purge")
        try await house.instance.jobs.runDue()
    }

    private func count(_ table: String, _ house: House) async throws -> Int {
        try await house.instance.store.read { database in
            try #require(try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)"))
        }
    }
}
