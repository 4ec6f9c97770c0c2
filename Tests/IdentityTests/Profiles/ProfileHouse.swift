import OctopusIdentityContract
import OctopusServiceKit

@testable import OctopusIdentity

/// A house with an end user who is logged in, and the tenant's owner.
struct ProfileHouse {
    static let email = "zora@mail.example"

    let house: House
    let owner: String
    let endUser: EndUserID
    let token: String

    static func with(_ body: (ProfileHouse) async throws -> Void) async throws {
        try await House.with { house in
            let registered = try await house.call(
                RegisterEndUser.self,
                .init(name: "Zora Babić", email: email)
            )
            try await body(
                ProfileHouse(
                    house: house,
                    owner: house.logIn().accessToken,
                    endUser: registered.endUserId,
                    token: LoginCodeFlow.logIn(email, house).accessToken
                )
            )
        }
    }

    @discardableResult
    func create(
        _ name: String,
        _ kind: AttributeKind = .text,
        _ choices: [String]? = nil
    ) async throws -> ProfileAttribute {
        try await house.call(
            CreateAttribute.self,
            .init(name: name, kind: kind, choices: choices),
            token: owner
        )
    }

    func profile() async throws -> GetProfile.Reply {
        try await house.call(GetProfile.self, .init(), token: token)
    }

    @discardableResult
    func edit(
        _ values: [ProfileValue],
        name: String? = "Zora",
        version: Int64? = nil
    ) async throws -> Int64 {
        let read: Int64 =
            if let version { version } else { try await profile().version }
        return try await house.call(
            EditProfile.self,
            .init(version: read, name: name, values: values),
            token: token
        ).version
    }

    @discardableResult
    func consent(
        _ kind: ConsentKind,
        _ isGiven: Bool,
        text: String = "2026-01",
        version: Int64? = nil
    ) async throws -> Int64 {
        let read: Int64 =
            if let version { version } else { try await profile().version }
        return try await house.call(
            SetConsent.self,
            .init(kind: kind, isGiven: isGiven, textVersion: text, version: read),
            token: token
        ).version
    }

    /// The paths and rules that a refusal names.
    static func broken(_ refused: CallRefused?) -> [String] {
        refused?.violations.map { "\($0.path) \($0.rule)" } ?? []
    }
}
