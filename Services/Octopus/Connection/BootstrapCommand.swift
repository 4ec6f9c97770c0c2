import ArgumentParser
import FoundationEssentials
import Glibc

/// The command `octopus bootstrap`.
///
/// The first tenant and its owner can't be made over the network, since nobody is there to allow
/// it. The program `identity` makes them, in its own database; this finds and runs it.
struct BootstrapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootstrap",
        abstract: "Makes the first tenant and its owner, by running `identity bootstrap`.",
        discussion: """
            All arguments are identity's; see octopus bootstrap --help. With OCTOPUS_DATA set (or \
            octopus --data DIR bootstrap …) identity works on the database in that folder.
            """
    )

    @Argument(parsing: .captureForPassthrough, help: "Arguments of identity bootstrap.")
    var arguments: [String] = []

    func run() throws {
        let program = try Self.identity()
        let folder = ProcessInfo.processInfo.environment["OCTOPUS_DATA"]
        let words = [program, "bootstrap"] + Self.flags(of: folder) + arguments
        var pointers = words.map { strdup($0) } + [nil]
        execv(program, &pointers)
        throw Failure(
            .usage,
            "\(program) can't be run: \(String(cString: strerror(errno)))",
            advice: "It is built together with octopus, and stands next to it."
        )
    }

    /// Where deploy/launch keeps what identity needs.
    static func flags(of folder: String?) -> [String] {
        guard let folder else { return [] }
        return [
            "--data-folder", "\(folder)/identity", "--mesh-map", "\(folder)/mesh.json",
            "--mesh-key-file", "\(folder)/keys/identity.json",
        ]
    }

    private static func identity() throws -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else {
            throw Failure(.fault, "it can't be found out where octopus stands")
        }
        let path = String(
            decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        return "\(folder)/identity"
    }
}
