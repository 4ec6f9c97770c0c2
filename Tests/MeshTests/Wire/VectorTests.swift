import FoundationEssentials
import OctopusCBOR
import OctopusContract
import Testing

@testable import OctopusMesh

/// The test vectors and the tables of `PROTOCOL.md`, held against the code.
@Suite struct VectorTests {
    static let page = Result { try ProtocolPage() }

    @Test func `what is encoded equals the vector, and what is decoded its header`() throws {
        for vector in try Self.page.get().vectors.frames {
            let frame = try #require(bytes(hex: vector.frame), "\(vector.name)")
            let parsed = try Frame(parsing: frame)
            #expect(parsed.header == vector.frameHeader, "\(vector.name)")
            let written = Frame(vector.frameHeader, body: parsed.body).serialized()
            #expect(written == frame, "\(vector.name)")
        }
    }

    @Test func `another form of the same frame is read alike`() throws {
        let others = try Self.page.get().vectors.otherForms
        #expect(!others.isEmpty)
        for vector in others {
            let frame = try #require(bytes(hex: vector.frame), "\(vector.name)")
            #expect(try Frame(parsing: frame).header == vector.frameHeader, "\(vector.name)")
        }
    }

    @Test func `there is a vector for every kind and every key`() throws {
        let frames = try Self.page.get().vectors.frames
        #expect(Set(frames.map(\.frameHeader.kind)) == Set(FrameKind.allCases))
        let keys = Set(frames.flatMap(\.header.names))
        #expect(keys == Set(HeaderKey.allCases.map(\.name)))
    }

    @Test func `the errors among them are the contract's`() throws {
        let errors = try Self.page.get().vectors.frames.filter { $0.header.status ?? 0 != 0 }
        #expect(!errors.isEmpty)
        for vector in errors {
            let frame = try Frame(parsing: try #require(bytes(hex: vector.frame)))
            let error = try CBORDecoder().decode(ErrorReply.self, from: frame.body)
            let reason = Reason.common.first { $0.word == error.reason }
            #expect(reason?.status.rawValue == vector.header.status, "\(vector.name)")
            #expect(reason?.status.name == error.status, "\(vector.name)")
            #expect(error.retryAfterMs == vector.header.retryAfterMs, "\(vector.name)")
        }
    }

    @Test func `bytes that are refused get the answer of the page`() async throws {
        let refused = try Self.page.get().vectors.refused
        #expect(!refused.isEmpty)
        try await ServerFixture.run { fixture in
            for vector in refused {
                let client = fixture.client()
                client.send([try #require(bytes(hex: vector.frame), "\(vector.name)")])
                let answer = await client.receive()
                #expect(answer?.header == vector.answer.frameHeader, "\(vector.name)")
                await client.open()
                client.request(1, "test.v1/Echo", body: [5])
                #expect(await client.receiveReply()?.body == [5], "after \(vector.name)")
            }
        }
    }

    // MARK: Tables

    @Test func `the table of kinds is the code's`() throws {
        let rows = try Self.page.get().rows(of: "## 2. Kinds of frames")
        #expect(rows.count == FrameKind.allCases.count)
        for (row, kind) in zip(rows, FrameKind.allCases) {
            let names = { (keys: [HeaderKey]) in keys.map(\.name).joined(separator: ", ") }
            #expect(
                Array(row.prefix(5)) == [
                    "\(kind.rawValue)", kind.name, kind.sender.rawValue,
                    names(kind.requiredKeys), names(kind.optionalKeys),
                ]
            )
        }
    }

    @Test func `the table of header keys is the code's`() throws {
        let rows = try Self.page.get().rows(of: "## 3. Header keys")
        #expect(rows.count == HeaderKey.allCases.count)
        for (row, key) in zip(rows, HeaderKey.allCases) {
            let kinds = FrameKind.allCases.filter {
                ($0.requiredKeys + $0.optionalKeys).contains(key)
            }
            let senders = Set(kinds.map(\.sender))
            let sender = senders.count == 1 ? senders.first : .either
            let word = sender == .either ? "both" : sender?.rawValue
            #expect(Array(row.prefix(4)) == ["\(key.rawValue)", key.name, key.cddlType, word])
        }
    }

    @Test func `the words of RESET are the code's`() throws {
        let rows = try Self.page.get().rows(of: "**RESET**")
        #expect(
            Set(rows.compactMap(\.first)) == Set(ResetReason.allCases.map { "`\($0.rawValue)`" })
        )
    }

    @Test func `statuses and effects are the code's`() throws {
        let text = try Self.page.get().text.replacing("\n", with: " ")
        for status in Status.allCases {
            #expect(text.contains("\(status.rawValue) \(status.name)"), "\(status)")
        }
        let rows = try Self.page.get().rows(of: "## 6. Outcomes")
        let effects = Effect.allCases.map { "\($0.rawValue) \($0)" }
        #expect(rows.compactMap(\.first) == effects)
    }

    @Test func `every reason that has a row of its own has its status there`() throws {
        let rows = try Self.page.get().rows(of: "**Asking again.**")
        let reasons = Reason.common + [.throttled]
        for row in rows where row.count == 3 {
            let words = row[0].split(whereSeparator: { "`, ".contains($0) }).map(String.init)
            for word in words {
                let reason = try #require(reasons.first { $0.word == word }, "\(word)")
                let numbers = row[1].split { !$0.isNumber }.compactMap { UInt8($0) }
                #expect(numbers.contains(reason.status.rawValue), "\(word)")
            }
        }
    }
}

/// `PROTOCOL.md`, read as a program of another language would.
struct ProtocolPage {
    let text: String
    let vectors: Vectors

    init() throws {
        let here = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        let root = here.dropLast(4).joined(separator: "/")
        text = try String(contentsOfFile: "\(root)/Shared/Mesh/PROTOCOL.md", encoding: .utf8)
        let section = text.split(separator: "## 15. Test vectors").last ?? ""
        let json = section.split(separator: "```json\n").last?.split(separator: "\n```").first
        vectors = try JSONDecoder().decode(Vectors.self, from: Data((json ?? "").utf8))
    }

    /// The cells of the first table behind a place, without its two rows of head.
    func rows(of place: String) -> [[String]] {
        guard let start = text.firstRange(of: place)?.upperBound else { return [] }
        return text[start...].split(separator: "\n", omittingEmptySubsequences: false)
            .drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
            .map { line in
                line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                    .map { $0.drop(while: \.isWhitespace) }
                    .map { String($0.reversed().drop(while: \.isWhitespace).reversed()) }
            }
    }
}

struct Vectors: Decodable {
    let frames: [Vector]
    let otherForms: [Vector]
    let refused: [Refused]

    struct Vector: Decodable {
        let name: String
        let kind: String
        let header: VectorHeader
        let frame: String
        var frameHeader: FrameHeader { header.frameHeader(kind) }
    }

    struct Refused: Decodable {
        let name: String
        let frame: String
        let answer: Answer
    }

    struct Answer: Decodable {
        let kind: String
        let header: VectorHeader
        var frameHeader: FrameHeader { header.frameHeader(kind) }
    }
}

/// A header as the page writes it.
struct VectorHeader: Decodable {
    let names: [String]
    let status: UInt8?
    let retryAfterMs: Int64?
    private let fields: [String: Field]

    /// A number, a text, or a list of either.
    enum Field: Decodable {
        case number(UInt64)
        case text(String)
        case list([Field])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(UInt64.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .list(try container.decode([Field].self))
            }
        }

        var number: UInt64? { if case .number(let number) = self { number } else { nil } }
        var text: String? { if case .text(let text) = self { text } else { nil } }
        var list: [Field]? { if case .list(let list) = self { list } else { nil } }
        var uuid: UUID? { text.flatMap { UUID(uuidString: String($0.dropFirst(5))) } }

        var position: LogPosition? {
            guard let list, list.count == 4, let service = list[0].text,
                let shard = list[1].number, let epoch = list[2].uuid, let seq = list[3].number
            else { return nil }
            return LogPosition(
                service: service,
                shard: Int(shard),
                epoch: epoch,
                seq: Int64(seq)
            )
        }
    }

    init(from decoder: any Decoder) throws {
        fields = try decoder.singleValueContainer().decode([String: Field].self)
        names = Array(fields.keys)
        status = fields["status"]?.number.map { UInt8($0) }
        retryAfterMs = fields["retryAfterMs"]?.number.map { Int64($0) }
    }

    private func number(_ key: HeaderKey) -> UInt64? { fields[key.name]?.number }
    private func text(_ key: HeaderKey) -> String { fields[key.name]?.text ?? "" }
    private func must(_ key: HeaderKey) -> UInt64 { number(key) ?? 0 }

    func frameHeader(_ kind: String) -> FrameHeader {
        switch FrameKind.allCases.first(where: { $0.name == kind }) {
        case .hello: .hello(hello)
        case .welcome: .welcome(welcome)
        case .request: .request(request)
        case .reply: .reply(reply)
        case .cancel: .cancel(CancelHeader(callID: must(.callID), sessionID: must(.sessionID)))
        case .ping: .ping(PingHeader(nonce: must(.nonce), sessionID: must(.sessionID)))
        case .pong:
            .pong(
                PongHeader(
                    nonce: must(.nonce),
                    sessionID: must(.sessionID),
                    nowMilliseconds: Int64(must(.now))
                )
            )
        case .goAway, nil: .goAway(reason: text(.reason))
        case .reset:
            .reset(
                ResetHeader(
                    sessionID: must(.sessionID),
                    reason: text(.reason),
                    callID: number(.callID)
                )
            )
        }
    }

    private var hello: HelloHeader {
        HelloHeader(
            versions: fields["versions"]?.list?.compactMap(\.number) ?? [],
            library: text(.library),
            libraryVersion: text(.libraryVersion),
            instance: text(.instance)
        )
    }

    private var welcome: WelcomeHeader {
        WelcomeHeader(
            version: must(.version),
            sessionID: must(.sessionID),
            service: text(.service),
            shard: Int(must(.shard)),
            contractHash: bytes(hex: String(text(.contractHash).dropFirst(4))) ?? [],
            nowMilliseconds: Int64(must(.now)),
            maxHeaderBytes: Int(must(.maxHeaderBytes)),
            maxBodyBytes: Int(must(.maxBodyBytes)),
            inFlight: Int(must(.inFlight))
        )
    }

    private var request: RequestHeader {
        RequestHeader(
            callID: must(.callID),
            sessionID: must(.sessionID),
            method: text(.method),
            expiresAtMilliseconds: number(.expiresAt).map { Int64($0) },
            routingKey: fields["routingKey"]?.uuid,
            idempotencyKey: fields["idempotencyKey"]?.uuid,
            attempt: number(.attempt).map { Int($0) },
            token: fields["token"]?.text,
            tokenNumber: number(.tokenNumber),
            trace: fields["trace"]?.text,
            seen: fields["seen"]?.list?.compactMap(\.position) ?? [],
            clientAddress: fields["clientAddress"]?.text
        )
    }

    private var reply: ReplyHeader {
        ReplyHeader(
            callID: must(.callID),
            status: status.flatMap(Status.init) ?? .unknown,
            effect: number(.effect).flatMap { Effect(rawValue: UInt8($0)) },
            position: fields["position"]?.position,
            retryAfterMilliseconds: retryAfterMs
        )
    }
}

/// The bytes that hexadecimal digits stand for.
func bytes(hex: String) -> [UInt8]? {
    let digits = Array(hex.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
        let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
        guard let byte = UInt8(pair, radix: 16) else { return nil }
        bytes.append(byte)
    }
    return bytes
}
