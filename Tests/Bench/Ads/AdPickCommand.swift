import ArgumentParser
import FoundationEssentials
import Histogram
import OctopusAdvertising
import OctopusAdvertisingContract
import OctopusCBOR
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit

/// What choosing an ad takes between the socket and the method, one call at a time: token, access, log and all.
struct AdPickCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ad-pick",
        abstract:
            "Chooses ads in this process, in what `ad-grow` made; its log goes to standard error."
    )

    @Argument(help: "The folder that `ad-grow` made.")
    var folder: String

    @OptionGroup var size: AdTownOptions

    @Option(help: "How long to measure, in seconds.")
    var seconds = 3.0

    func run() async throws { try await measure() }

    /// As on the socket thread: on no actor, so that nothing has another thread to go back to.
    @concurrent
    private func measure() async throws {
        let instance = try await AdHouse.open(folder, AdHouse.logger())
        let issuer = TokenIssuer()
        issuer.trust(in: instance.security)
        instance.security.prove()
        var tokens: [String] = []
        for person in size.people {
            tokens.append(
                try await issuer.token(
                    for: person,
                    with: .operating,
                    at: instance.clock.now,
                    lifeMilliseconds: 86_400_000
                )
            )
        }
        var asking = try Asking(instance.callHandler)
        let first = try await asking.all(tokens)
        let known = try await asking.some(tokens, for: .seconds(seconds))
        await instance.close()
        var figures = Figures()
        (figures.firstP50Us, figures.firstP99Us) = (first.microseconds(50), first.microseconds(99))
        (figures.p50Us, figures.p99Us) = (known.microseconds(50), known.microseconds(99))
        figures.servedShare = Double(asking.served) / Double(asking.asked)
        try figures.write()
    }
}

/// Calls that are made one after the other.
private struct Asking {
    private let handler: any CallHandler
    private let requests: [[UInt8]]
    private let clock = ContinuousClock()
    private(set) var asked = 0
    private(set) var served = 0

    init(_ handler: any CallHandler) throws {
        self.handler = handler
        requests = try AdTown.placements.map {
            try CBOREncoder().encode(PickAd.Request(placementId: $0))
        }
    }

    /// Each asks once.
    mutating func all(_ tokens: [String]) async throws -> Histogram<UInt64> {
        var taken = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
        for token in tokens { taken.record(try await ask(token)) }
        return taken
    }

    /// They ask by turns.
    mutating func some(
        _ tokens: [String],
        for time: Duration
    ) async throws -> Histogram<UInt64> {
        var taken = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
        let end = clock.now + time
        while clock.now < end { taken.record(try await ask(tokens[asked % tokens.count])) }
        return taken
    }

    /// - Returns: What it took, in nanoseconds.
    private mutating func ask(_ token: String) async throws -> UInt64 {
        let call = IncomingCall(
            principal: .operating,
            sessionID: 0x5A5A_5A5A_5A5A_5A5A,
            callID: UInt64(asked),
            method: PickAd.declaration.name,
            kind: PickAd.declaration.kind,
            routingKey: AdTown.tenant.uuid,
            token: token,
            body: requests[asked % requests.count],
            state: CallState(expiresAtMilliseconds: .max)
        )
        let begun = clock.now
        let answer = await handler.handle(call)
        let took = clock.now - begun
        guard answer.status == .ok else {
            throw Unanswered(error: try CBORDecoder().decode(ErrorReply.self, from: answer.body))
        }
        asked += 1
        if try CBORDecoder().decode(PickAd.Reply.self, from: answer.body).ad != nil { served += 1 }
        return UInt64(took / .nanoseconds(1))
    }
}

extension Histogram<UInt64> {
    fileprivate func microseconds(_ percentile: Double) -> Double {
        Double(valueAtPercentile(percentile)) / 1000
    }
}

private struct Unanswered: Error, CustomStringConvertible {
    let error: ErrorReply
    var description: String { "a call was refused: \(error.reason)" }
}
