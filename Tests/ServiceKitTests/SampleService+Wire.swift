import OctopusCBOR
import OctopusContract
import FoundationEssentials
import GRDB
import OctopusServiceKit

/// A command whose reply is as long as it is asked to be.
enum WriteHuge: CommandHandler {
    enum Place: Sendable {
        case read, command, finish

        var method: String {
            switch self {
            case .read: "sample.v1/ReadHuge"
            case .command: "sample.v1/Huge"
            case .finish: "sample.v1/FinishHuge"
            }
        }
    }

    static let declaration = MethodDeclaration(
        "sample.v1/Huge",
        .command,
        "Answers so many bytes.",
        access: .program,
        routing: .none
    )

    struct Request: Message { let bytes: Int }
    struct Reply: Message { let bytes: Bytes }

    static func run(
        _ request: Request,
        in context: CommandContext<SampleEnvironment>
    ) throws -> Reply {
        try context.database.execute(sql: "INSERT INTO tries VALUES (1)")
        return Reply(bytes: Bytes([UInt8](repeating: 1, count: request.bytes)))
    }
}

enum ReadHuge: ReadHandler {
    static let declaration = MethodDeclaration(
        "sample.v1/ReadHuge",
        .read,
        "Answers so many bytes.",
        access: .program,
        routing: .none
    )

    typealias Request = WriteHuge.Request
    typealias Reply = WriteHuge.Reply

    static func run(_ request: Request, in context: ReadContext<SampleEnvironment>) -> Reply {
        Reply(bytes: Bytes([UInt8](repeating: 1, count: request.bytes)))
    }
}

enum FinishHuge: PreparedCommandHandler {
    static let declaration = MethodDeclaration(
        "sample.v1/FinishHuge",
        .command,
        "Answers so many bytes when it is committed.",
        access: .program,
        routing: .none,
        carriesSecrets: true
    )

    typealias Request = WriteHuge.Request
    typealias Reply = WriteHuge.Reply

    static func prepare(
        _ request: Request,
        in context: WaitingContext<SampleEnvironment>
    ) async throws -> Int { request.bytes }

    static func run(
        _ request: Request,
        with bytes: Int,
        in context: CommandContext<SampleEnvironment>
    ) throws -> Int {
        try context.database.execute(sql: "INSERT INTO tries VALUES (1)")
        return bytes
    }

    static func finish(
        _ bytes: Int,
        in context: WaitingContext<SampleEnvironment>
    ) async throws -> Reply {
        Reply(bytes: Bytes([UInt8](repeating: 1, count: bytes)))
    }
}

/// A command with an enumeration.
enum PaintNote: CommandHandler {
    static let declaration = MethodDeclaration(
        "sample.v1/PaintNote",
        .command,
        "Has a colour.",
        access: .program,
        routing: .none
    )

    enum Colour: String, Codable, Sendable, CaseIterable { case red, green }
    struct Request: Message { let colour: Colour }
    typealias Reply = Empty

    static func run(_ request: Request, in context: CommandContext<SampleEnvironment>) -> Empty {
        Empty()
    }
}

/// Says on which thread its request was read, which decoding itself notes.
enum WhichThread: MemoryReadHandler {
    static let declaration = MethodDeclaration(
        "sample.v1/WhichThread",
        .read,
        "Names the thread that read the request.",
        access: .program,
        routing: .none
    )

    struct Request: Message {
        let filling: Bytes
        let thread: String

        private enum CodingKeys: String, CodingKey { case filling }

        init(filling: Bytes) {
            self.filling = filling
            thread = ""
        }

        init(from decoder: any Decoder) throws {
            filling = try decoder.container(keyedBy: CodingKeys.self).decode(
                Bytes.self,
                forKey: .filling
            )
            thread = currentThreadName()
        }
    }
    struct Reply: Message { let thread: String }

    static func run(_ request: Request, in context: MemoryContext<SampleEnvironment>) -> Reply {
        Reply(thread: request.thread)
    }
}

/// The current thread's name, as `ps -L` shows it.
private func currentThreadName() -> String {
    let text = try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)
    return String((text ?? "").prefix { !$0.isNewline })
}
