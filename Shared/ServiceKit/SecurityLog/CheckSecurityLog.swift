import Crypto
import Glibc
import OctopusProgram

/// `check-security-log`, which every service's program has: whether a file of the security log is whole.
///
/// It needs the key and the head beside the database, and no stopped service.
enum CheckSecurityLog {
    static let name = "check-security-log"

    static func command<Environment: Sendable>() -> ProcessCommand<Environment> {
        ProcessCommand(
            "Says whether a file with lines of the security log has all of them as they were written.",
            settings: [
                Setting(
                    "file",
                    .file(default: nil),
                    "The file; log.security-file unless it is set."
                ),
                Setting(
                    "part",
                    .boolean(default: false),
                    "Whether newer lines lie elsewhere, so that the file's end is no fault."
                ),
            ],
            beside: { settings in
                guard let file = settings.text("file") ?? settings.text("log.security-file") else {
                    throw StartFailure(.usage, "--file is not set; see --help")
                }
                guard let folder = settings.text("data.folder") else {
                    throw StartFailure(.usage, "--data-folder is not set; see --help")
                }
                let finding = try run(file, folder: folder, isPart: settings.boolean("part"))
                try StandardStream.output.write(finding.text + "\n")
                guard finding.faults.isEmpty else {
                    throw StartFailure(.data, "\(file) is not as it was written")
                }
            }
        )
    }

    static func run(
        _ file: String,
        folder: String,
        isPart: Bool
    ) throws(StartFailure) -> SecurityFinding {
        guard access(folder + "/security-log.key", R_OK) == 0 else {
            throw StartFailure(.noInput, "\(folder)/security-log.key can't be read")
        }
        let key = try SecurityBook.key(folder: folder)
        // Before the file: a service that runs writes on meanwhile.
        let head = try SecurityBook.head(folder + "/security-log.head")
        guard let stream = fopen(file, "re") else {
            throw StartFailure(
                .noInput,
                "\(file) can't be read: \(String(cString: strerror(errno)))"
            )
        }
        defer { fclose(stream) }
        var check = SecurityCheck(key)
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while true {
            let count = getline(&line, &capacity, stream)
            guard count > 0, let bytes = line else { break }
            let text = UnsafeRawBufferPointer(start: bytes, count: count)
            check.take(String(decoding: text, as: UTF8.self))
        }
        return check.finding(head: isPart ? nil : head)
    }
}

/// What was found in a file of the security log.
struct SecurityFinding: Sendable {
    let lineCount: Int
    let first: Int64?
    let last: Int64?
    let faults: [String]

    var text: String {
        let range = first.flatMap { first in last.map { ", numbers \(first) to \($0)" } } ?? ""
        let verdict = faults.isEmpty ? "nothing changed or missing" : "\(faults.count) faults"
        return (["\(lineCount) lines\(range): \(verdict)"] + faults).joined(separator: "\n")
    }
}

/// Follows the chain through the lines of a file; a value.
struct SecurityCheck {
    private static let mostFaults = 100

    private let key: SymmetricKey
    private var chain: HashChain?
    private var fileLine = 0
    private var count = 0
    private var first: Int64?
    private var faults: [String] = []

    init(_ key: SymmetricKey) { self.key = key }

    /// Takes the next line of the file; those of other logs say nothing.
    mutating func take(_ text: String) {
        fileLine += 1
        let line = text.last == "\n" ? text.dropLast() : text[...]
        guard line.hasPrefix(#"{"log":"security""#) else { return }
        guard let line = SecurityLine(line) else {
            return find("line \(fileLine) of the file is damaged")
        }
        count += 1
        let before = chain ?? (line.seq == 1 ? .beginning : nil)
        if let before {
            if line.seq != before.seq + 1 {
                find(
                    line.seq > before.seq
                        ? "\(line.seq - before.seq - 1) lines before number \(line.seq) are missing"
                        : "number \(line.seq) comes after number \(before.seq)"
                )
            } else if before.code(of: line.text.utf8, key) != line.code {
                find("number \(line.seq) was changed, or the line before it")
            }
        }
        first = first ?? line.seq
        chain = HashChain(seq: line.seq, code: line.code)
    }

    private mutating func find(_ fault: String) {
        if faults.count < Self.mostFaults { faults.append(fault) }
    }

    /// What the lines that were taken come to.
    ///
    /// - Parameter head: Where the chain has come to; nil if newer lines lie elsewhere.
    /// - Returns: The faults, and how far the chain was followed.
    func finding(head: HashChain?) -> SecurityFinding {
        var faults = faults
        if let head {
            let last = chain ?? .beginning
            if last.seq < head.seq {
                faults.append("\(head.seq - last.seq) lines after number \(last.seq) are missing")
            } else if last.seq == head.seq, last.code != head.code {
                faults.append("number \(last.seq) is not the one that was written")
            }
        }
        return SecurityFinding(lineCount: count, first: first, last: chain?.seq, faults: faults)
    }
}
