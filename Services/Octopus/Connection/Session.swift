import OctopusClient
import FoundationEssentials
import Glibc
import Logging
import OctopusMesh

/// One command's use of the mesh: a client, and the person who is logged in.
final class Session: Sendable {
    let client: MeshClient
    let map: MeshMap
    let publicKey: CurvePublicKey
    let profile: ProfileFile

    init(map: MeshMap, keys: CurveKeyPair, profile: String?, isVerbose: Bool) {
        self.map = map
        publicKey = keys.publicKey
        self.profile = ProfileFile(path: profile, key: keys.publicKey.z85)
        client = MeshClient(
            map: map,
            keys: keys,
            configuration: .init(instance: "octopus-\(getpid())"),
            logger: ConsoleLog.logger(isVerbose: isVerbose)
        )
    }

    /// Does something with the session and closes it, also when that fails.
    func use<R>(_ body: (Session) async throws -> R) async throws -> R {
        do {
            let result = try await body(self)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    /// What a service says of itself; what this program was built with, if it does not answer.
    func description(
        of service: String,
        patience: Duration = .seconds(2)
    ) async throws -> (ServiceDescription, isItsOwn: Bool) {
        do {
            let options = CallOptions(timeout: patience, service: service)
            return (try await client.call(Describe.self, .init(), options), true)
        } catch {
            guard let contract = ContractIndex.services.first(where: { $0.name == service }) else {
                throw error
            }
            let description = try ServiceDescription(
                service: service,
                of: contract,
                ContractIndex.mesh
            )
            return (description, false)
        }
    }

    /// The services to ask: all of the map's, or the one that was named.
    func services(_ name: String?) throws -> [String] {
        guard let name else { return map.services.keys.sorted() }
        guard map.services[name] != nil else {
            let known = map.services.keys.sorted()
            throw Failure(
                .usage,
                "the mesh map has no service \"\(name)\""
                    + Suggestion.sentence(for: name, among: known),
                advice: "It has \(known.joined(separator: ", "))."
            )
        }
        return [name]
    }

    /// Does something as the person who is logged in; once more with a new token if the service finds
    /// that the first one is too old.
    ///
    /// This machine's clock may be slow, and then it takes an old token for a good one; or what the
    /// person may do has changed since the token came.
    func asPerson<R>(
        by deadline: Deadline,
        _ body: (SavedLogin?) async throws -> R
    ) async throws -> R {
        let login = try await login(by: deadline)
        do {
            return try await body(login)
        } catch let failure as CallFailure
            where failure.reason == .tokenExpired || failure.reason == .tokenOutdated
        {
            guard let login else { throw failure }
            return try await body(try await self.login(by: deadline, insteadOf: login))
        } catch let failure as CallFailure where failure.reason == .tokenRevoked {
            guard let own = try profile.read().own else { throw failure }
            throw Failure(
                .denied,
                "\(failure.reason): the session in the partner's place has ended",
                advice: "Go back to \(own.name): octopus impersonate --exit"
            )
        }
    }

    /// The log-in of the profile, with an access token that is good for a while by this machine's
    /// clock.
    ///
    /// - Parameters:
    ///   - deadline: When the command gives up.
    ///   - refused: A log-in whose access token a service found to be too old.
    /// - Returns: Nil if nobody is logged in.
    /// - Throws: `Failure.denied` if its session has ended.
    func login(
        by deadline: Deadline,
        insteadOf refused: SavedLogin? = nil
    ) async throws -> SavedLogin? {
        func isGood(_ login: SavedLogin) -> Bool {
            login.accessToken != refused?.accessToken
                && login.accessExpiresAt >= Instant.now.adding(milliseconds: 20_000)
        }
        // Only a renewal needs the lock, which another command may hold while identity is slow.
        let kept = try profile.read().login
        guard let kept, !isGood(kept) else { return kept }
        return try await profile.locked(by: deadline) { profile -> SavedLogin? in
            // Another command may have renewed it meanwhile.
            guard var login = profile.login, !isGood(login) else { return profile.login }
            do {
                // A new refresh token that is not kept is a session that is lost.
                try self.profile.demandThatItCanBeKept()
            } catch {
                guard login.accessToken == refused?.accessToken else { return login }
                throw error
            }
            do {
                let reply = try await client.call(
                    RefreshToken.self,
                    .init(refreshToken: login.refreshToken),
                    CallOptions(routingKey: login.tenant.uuid, timeout: deadline.left)
                )
                login.accessToken = reply.accessToken
                login.accessExpiresAt = reply.accessExpiresAt
                login.refreshToken = reply.refreshToken
            } catch let failure as CallFailure where ExitStatus(failure.status) == .denied {
                let own = profile.own
                (profile.login, profile.own) = (own, nil)
                if let own {
                    throw Failure(
                        .denied,
                        "the session in the partner's place has ended; you are \(own.name) again",
                        advice: "Begin another one: octopus impersonate PARTNER"
                    )
                }
                throw Failure(
                    .denied,
                    "the session of \(login.name) has ended",
                    advice: "Log in again: octopus login --tenant \(login.tenant) \(login.name)"
                )
            }
            profile.login = login
            return login
        }
    }
}

extension Instant {
    /// This machine's time.
    static var now: Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}

/// The client's log on the error output.
struct ConsoleLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.error

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    static func logger(isVerbose: Bool) -> Logger {
        Logger(label: "octopus") { _ in
            ConsoleLog(logLevel: isVerbose ? .debug : .error)
        }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }
        let words = values.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
        Console.note("octopus: \(event.message)\(words.joined())")
    }
}
