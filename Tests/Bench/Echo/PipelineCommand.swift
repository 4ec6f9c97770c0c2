import ArgumentParser
import OctopusCBOR
import OctopusLoyaltyContract
import FoundationEssentials
import Logging
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit

/// What a call costs between the socket and the method, without sockets: token, access, log and all.
struct PipelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline",
        abstract: "Answers bench.v1/Echo in this process; its log goes to standard error."
    )

    @Option(help: "How many calls.")
    var calls = 200_000

    @Option(help: "Bytes that each call carries, both ways.")
    var bytes = 200

    func run() async throws {
        try await TemporaryFolder.with { folder in
            try await measure(in: folder)
        }
    }

    /// As on the socket thread: on no actor, so that nothing has another thread to go back to.
    @concurrent
    private func measure(in folder: TemporaryFolder) async throws {
        let person = Person.partnerUser()
        let sink = LogSink(service: "bench", format: .json)
        let instance = try await ServiceInstance.open(
            EchoService.definition(of: person.tenant),
            InstanceConfiguration(
                dataFolder: folder.file("data"),
                settings: Settings(Setting.standard),
                logger: Logger(label: "bench") { _ in LineLogHandler(level: .info, sink: sink) }
            )
        )
        let issuer = TokenIssuer()
        issuer.trust(in: instance.security)
        let token = try await issuer.token(
            for: person,
            with: .operating,
            at: instance.clock.now,
            lifeMilliseconds: 86_400_000
        )
        let payload = Bytes([UInt8](repeating: 0x5A, count: bytes))
        let body = try CBOREncoder().encode(Echo.Request(payload: payload))
        let handler = instance.callHandler
        var begin = ProcessorTime.own()
        for number in 0..<calls * 5 / 4 {
            if number == calls / 4 { begin = ProcessorTime.own() }
            let call = IncomingCall(
                principal: .operating,
                sessionID: 0x5A5A_5A5A_5A5A_5A5A,
                callID: UInt64(number),
                method: Echo.declaration.name,
                kind: .read,
                routingKey: person.partner?.uuid,
                token: token,
                body: body,
                state: CallState(expiresAtMilliseconds: .max)
            )
            var answer = handler.answerFromMemory(call)
            if answer == nil { answer = await handler.handle(call) }
            guard answer?.status == .ok else { throw Unanswered() }
        }
        let taken = ProcessorTime.own() - begin
        sink.flush(withinMilliseconds: 1000)
        await instance.close()
        try Figures(pipelineCpuUs: taken / .microseconds(1) / Double(calls)).write()
    }
}

private struct Unanswered: Error, CustomStringConvertible {
    var description: String { "a call was not answered with ok" }
}
