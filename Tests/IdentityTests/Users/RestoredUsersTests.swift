import OctopusIdentityContract
import OctopusCBOR
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusIdentity

/// Users in a database that was put back from a copy.
struct RestoredUsersTests {
    private func last(_ user: User, _ status: UserStatus) throws -> SurvivalRecord {
        let state = UserChanged(
            id: user.id,
            version: 7,
            status: status,
            isOwner: false,
            roleId: user.roleId,
            hasSecondFactor: false
        )
        return SurvivalRecord(
            kind: UserChanged.declaration.kind,
            id: user.id.uuid,
            untilMilliseconds: nil,
            body: try CBOREncoder().encode(state)
        )
    }

    @Test(arguments: [UserStatus.disabled, .deleted, .active])
    func `who was shut out after the copy stays out`(_ status: UserStatus) async throws {
        try await House.with { house in
            let (user, _) = try await house.hire()
            let record = try last(user, status)
            try await house.instance.transact { try Restore.replay([record], in: $0) }
            let found = try await house.instance.store.read {
                try UserRecord.find(user.id, in: $0)
            }
            switch status {
            case .active: #expect(found?.status == .active)
            case .disabled: #expect(found?.status == .disabled)
            default: #expect(found == nil)
            }
            let told = try await house.events(UserChanged.self).last { $0.id == user.id }
            #expect(told?.status == (status == .active ? .active : status))
        }
    }

    @Test func `links that were open in the copy are void`() async throws {
        try await House.with { house in
            try await house.call(RequestPasswordReset.self, .init(email: House.email))
            let link = try await house.secret("password", to: House.email)
            try await house.instance.transact { try Restore.replay([], in: $0) }
            await expectRefusal(.linkInvalid) {
                try await house.call(
                    ResetPassword.self,
                    .init(link: link, newPassword: "six dry umbrellas dance")
                )
            }
        }
    }
}
