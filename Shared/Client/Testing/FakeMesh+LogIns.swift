public import OctopusContract
import OctopusIdentityContract
import FoundationEssentials
public import OctopusMesh
import Synchronization

extension FakeMesh {
    /// Lets everybody log in, refresh and log out, with any password and code, as one and the same person.
    ///
    /// A handler that a test gives afterwards takes the place of one of these.
    ///
    /// - Parameters:
    ///   - user: Who a password belongs to.
    ///   - partner: The partner whose user that is.
    ///   - endUser: Who a one-time code belongs to.
    ///   - life: How long an access token lives.
    public func acceptLogIns(
        user: UserID = UserID(IdempotencyKey.make()),
        partner: PartnerID? = nil,
        endUser: EndUserID = EndUserID(IdempotencyKey.make()),
        life: Duration = .seconds(300)
    ) {
        let tokens = FakeTokens(life: life)
        let isEndUser = Mutex(false)
        on(LogIn.self) { _ in
            isEndUser.withLock { $0 = false }
            let (access, refresh, session) = tokens.next()
            return LogIn.Reply(
                accessToken: access,
                accessExpiresAt: tokens.expiry,
                refreshToken: refresh,
                sessionId: session,
                userId: user,
                partnerId: partner
            )
        }
        on(LogInEndUser.self) { _ in
            isEndUser.withLock { $0 = true }
            let (access, refresh, session) = tokens.next()
            return LogInEndUser.Reply(
                accessToken: access,
                accessExpiresAt: tokens.expiry,
                refreshToken: refresh,
                sessionId: session,
                endUserId: endUser
            )
        }
        on(RefreshToken.self) { _ in
            let (access, refresh, session) = tokens.next()
            let isEndUser = isEndUser.withLock { $0 }
            return RefreshToken.Reply(
                accessToken: access,
                accessExpiresAt: tokens.expiry,
                refreshToken: refresh,
                sessionId: session,
                userId: isEndUser ? nil : user,
                endUserId: isEndUser ? endUser : nil,
                partnerId: isEndUser ? nil : partner
            )
        }
        on(LogOut.self, reply: Empty())
    }
}

/// Tokens that say how long they live, each another one.
final class FakeTokens: Sendable {
    private let life: Duration
    private let session = SessionID(IdempotencyKey.make())
    private let count = Mutex(0)

    init(life: Duration) {
        self.life = life
    }

    var expiry: Instant {
        Instant(milliseconds: (now + life.components.seconds) * 1000)
    }

    private var now: Int64 { Int64(Date().timeIntervalSince1970) }

    func next() -> (access: String, refresh: String, session: SessionID) {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let claims = #"{"iat":\#(now),"exp":\#(now + life.components.seconds),"jti":"\#(number)"}"#
        let payload = Data(claims.utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return ("fake.\(payload).\(number)", "refresh-\(number)", session)
    }
}
