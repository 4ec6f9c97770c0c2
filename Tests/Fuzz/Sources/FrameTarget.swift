import OctopusCBOR
import OctopusClient
import FoundationEssentials

@testable import OctopusMesh

/// The input is a message off the wire.
///
/// A frame that is read is written again, no longer than it was, and comes back as the same; both
/// ways of writing give the same bytes. Narrower limits let less through, and nothing else.
enum FrameTarget: FuzzTarget {
    static let name = "frame"
    private static let narrow = FrameLimits(headerBytes: 96, bodyBytes: 16)
    // libFuzzer runs one input after the other, on one thread.
    nonisolated(unsafe) private static let message = ZMQMessage()

    static func run(_ input: UnsafeRawBufferPointer) {
        let frame = parsed(input, .standard)
        let narrowFrame = parsed(input, narrow)
        guard let frame else {
            _ = FrameRemains(of: input, limits: .standard)
            return expect(narrowFrame == nil, "narrow limits let more through")
        }
        // What is told of a frame that can't be read is what it says when it can.
        let remains = FrameRemains(of: input, limits: .standard)
        expect(remains?.kind == frame.header.kind, "what remains is of another kind")
        if case .request(let header) = frame.header {
            expect(
                remains?.callID == header.callID && remains?.sessionID == header.sessionID,
                "what remains is another call"
            )
        }
        let headerBytes = input.count - Frame.prefixBytes - frame.body.count
        let isNarrow =
            headerBytes <= narrow.headerBytes && frame.body.count <= narrow.bodyBytes
        expect(narrowFrame == (isNarrow ? frame : nil), "limits are not what they say")
        let written = frame.serialized()
        // A client's PONG may leave the clock out, and is written with one.
        expect(written.count <= input.count + 3, "a frame grows when it is written again: \(frame)")
        do {
            let again = try Frame(parsing: written)
            expect(again == frame, "\(frame) becomes \(again)")
        } catch {
            fatalError("\(frame) is written and can't be read: \(error)")
        }
        frame.write(to: message)
        expect(message.array == written, "two ways of writing differ: \(frame)")
    }

    private static func parsed(_ input: UnsafeRawBufferPointer, _ limits: FrameLimits) -> Frame? {
        do {
            return try Frame(parsing: input, limits: limits)
        } catch {
            expect(!error.description.isEmpty, "a fault without words")
            return nil
        }
    }

    static func seeds() throws -> [[UInt8]] {
        let id = UUID()
        let position = LogPosition(service: "loyalty", shard: 1, epoch: id, seq: 70_000)
        let request = RequestHeader(
            callID: 1,
            sessionID: .max,
            method: "loyalty.v1/AwardPoints",
            expiresAtMilliseconds: 1 << 40,
            routingKey: id,
            idempotencyKey: id,
            attempt: 2,
            token: "eyJhbGciOiJFZERTQSJ9",
            tokenNumber: 1,
            trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            seen: [position, position]
        )
        let reply = ReplyHeader(
            callID: 1,
            status: .ok,
            effect: .committed,
            position: position,
            retryAfterMilliseconds: 50
        )
        let headers: [FrameHeader] = [
            .hello(
                HelloHeader(versions: [1, 2], library: "l", libraryVersion: "1", instance: "i")
            ),
            .welcome(
                WelcomeHeader(
                    version: 1,
                    sessionID: 7,
                    service: "loyalty",
                    shard: 0,
                    contractHash: [1, 2],
                    nowMilliseconds: 1 << 33,
                    maxHeaderBytes: 16_384,
                    maxBodyBytes: 1 << 20,
                    inFlight: 128
                )
            ),
            .request(request), .reply(reply),
            .cancel(CancelHeader(callID: 1, sessionID: 7)),
            .ping(PingHeader(nonce: 1, sessionID: 7)),
            .pong(PongHeader(nonce: 1, sessionID: 7, nowMilliseconds: 5)),
            .goAway(reason: "shutdown"),
            .reset(ResetHeader(sessionID: 7, reason: "unknownSession", callID: 1)),
        ]
        return headers.map { Frame($0, body: [0xA1, 0x61, 0x61, 1]).serialized() }
    }
}
