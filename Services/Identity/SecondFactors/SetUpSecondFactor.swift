package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit
import OctopusStore

extension BeginSecondFactor: PreparedCommandHandler {
    package typealias Draft = Reply
    package typealias Prepared = PasswordProof

    package static func run(
        _ request: Request,
        with proof: Prepared,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        let user = try proof.demand(in: context)
        guard !user.hasSecondFactor else { throw Refusal(.hasSecondFactor) }
        let secret = Base32.text(try SecondFactorRecord.draw(for: user.id, in: context))
        let tenant = try TenantRecord.existing(user.tenantId, in: context.database)
        let (issuer, account) = (escaped(tenant.name), escaped(user.email))
        return Reply(
            secret: secret,
            otpauthUri: "otpauth://totp/\(issuer):\(account)?secret=\(secret)&issuer=\(issuer)"
                + "&algorithm=SHA1&digits=6&period=30"
        )
    }

    /// As it stands in an address (RFC 3986).
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { escaped, byte in
            let scalar = Unicode.Scalar(byte)
            if scalar.isASCII,
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "-._~".unicodeScalars.contains(scalar)
            {
                escaped.unicodeScalars.append(scalar)
            } else {
                escaped += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}

extension ConfirmSecondFactor: PreparedCommandHandler {
    package typealias Draft = Reply
    package typealias Prepared = Empty

    /// If the answer is lost, and the recovery codes with it, `MakeRecoveryCodes` makes others.
    package static func run(
        _ request: Request,
        with prepared: Empty,
        in context: CommandContext<IdentityEnvironment>
    ) throws -> Reply {
        guard let user = try context.caller.user(in: context.database) else {
            throw Refusal(.denied)
        }
        let throttle = Throttle.secondFactor(user)
        try throttle.check(in: context.database, at: context.now)
        guard !user.hasSecondFactor,
            let factor = try SecondFactorRecord.find(user.id, in: context.database)
        else { throw Refusal(.wrongState, "Begin with `BeginSecondFactor`.") }
        guard let code = TypedCode.symbols(of: request.code), try factor.use(code, in: context)
        else {
            context.countAfterRefusal(throttle)
            throw Refusal(.secondFactorInvalid)
        }
        let codes = try RecoveryCodes.draw(for: user.id, in: context)
        try context.setSecondFactor(true, of: user)
        return Reply(recoveryCodes: codes)
    }
}
