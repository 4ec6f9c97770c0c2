import OctopusIdentityContract
import FoundationEssentials
import OctopusServiceKit
import Testing

@testable import OctopusIdentity

struct BootstrapTests {
    @Test func `the first tenant and its owner are made once`() async throws {
        try await House.with { house in
            let again = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                email: "else@mall.example",
                password: "another good password it is"
            )
            #expect(again.tenantId == house.tenant.description)
            #expect(again.ownerId == house.owner.description)
            #expect(again.email == House.email)
            #expect(!again.created)
            #expect(try await house.events(TenantChanged.self).count == 1)
            let told = try #require(try await house.events(TenantChanged.self).first)
            #expect(told.timeZone == "Europe/Zagreb" && told.name == "Octopus Mall")
            _ = try await house.logIn()
            await expectRefusal(.badCredentials) {
                try await house.logIn(House.email, "another good password it is")
            }
        }
    }

    @Test func `a second tenant stands beside the first`() async throws {
        try await House.with { house in
            _ = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                tenant: "Other Mall"
            )
            let first = try await house.call(
                ListTenants.self,
                .init(limit: 1),
                as: house.operating
            )
            let second = try await house.call(
                ListTenants.self,
                .init(after: first.next, limit: 1),
                as: house.operating
            )
            #expect((first.items + second.items).map(\.name) == ["Octopus Mall", "Other Mall"])
            #expect(second.next == nil)
        }
    }

    /// Password files as the editors of other systems write them.
    private static let files: [[UInt8]] = [
        Array("seven dry umbrellas hum".utf8), Array("seven dry umbrellas hum\n".utf8),
        Array("seven dry umbrellas hum\r\n".utf8), Array("seven dry umbrellas hum\r".utf8),
        Array("\u{FEFF}seven dry umbrellas hum\r\n".utf8),
        Array("seven dry umbrellas hum\nand a second line\n".utf8),
        Array("seven\u{A0}dry umbrellas hum\r\n\r\n".utf8),
    ]

    @Test(arguments: files)
    func `the password of any system's file opens what it was set for`(
        bytes: [UInt8]
    ) async throws {
        try await House.with { house in
            let file = "\(house.folder)/from-elsewhere"
            try Data(bytes).write(to: URL(filePath: file))
            let opened = try await House.bootstrap(
                house.instance,
                folder: house.folder,
                tenant: "Other Mall",
                file: file
            )
            for password in ["seven dry umbrellas hum", try PasswordFile.read(file)] {
                _ = try await house.call(
                    LogIn.self,
                    .init(email: House.email, password: password),
                    as: house.operating,
                    tenant: TenantID(opened.tenantId)
                )
            }
        }
    }

    @Test(arguments: ["\u{FEFF}", ""])
    func `a file in UTF-16 is refused in words`(mark: String) async throws {
        try await House.with { house in
            let units = Array((mark + "seven dry umbrellas hum\r\n").utf16)
            for isLittle in [true, false] {
                let bytes = units.flatMap { unit in
                    let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
                    return isLittle ? pair : pair.reversed()
                }
                let file = "\(house.folder)/utf16"
                try Data(bytes).write(to: URL(filePath: file))
                let refusal = await #expect(throws: Refusal.self) {
                    try await House.bootstrap(
                        house.instance,
                        folder: house.folder,
                        tenant: "Other Mall",
                        file: file
                    )
                }
                #expect(refusal?.violations.map(\.path) == ["password-file"])
                #expect(refusal?.violations.first?.message.contains("UTF-8") == true)
            }
        }
    }

    @Test(arguments: [
        ("password", "short", "a@mall.example"), ("owner-email", House.password, "no e-mail"),
        ("password-file", "", "a@mall.example"),
    ])
    func `what is wrong is named, and nothing is made`(
        _ path: String,
        _ password: String,
        _ email: String
    ) async throws {
        try await House.with { house in
            let refusal = await #expect(throws: Refusal.self) {
                try await House.bootstrap(
                    house.instance,
                    folder: house.folder,
                    tenant: "Other",
                    email: email,
                    password: password
                )
            }
            #expect(refusal?.violations.map(\.path) == [path])
            let told = try await house.events(TenantChanged.self)
            #expect(told.count == 1)
        }
    }
}
