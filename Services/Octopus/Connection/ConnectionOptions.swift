import ArgumentParser
import FoundationEssentials
import OctopusMesh

/// Where the services are, which key to call them with, and as whom.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder that deploy/launch made: its mesh.json and keys/operator.json.",
            valueName: "dir"
        )
    )
    var data: String?

    @Option(help: ArgumentHelp("The mesh map.", valueName: "file"))
    var map: String?

    @Option(help: ArgumentHelp("The program's CURVE key.", valueName: "file"))
    var keyFile: String?

    @Option(help: ArgumentHelp("Which log-in to use, where you keep several.", valueName: "name"))
    var profile: String?

    @Flag(help: "Tell how connections fare.")
    var verbose = false

    /// The files in question: what the flags say, else what the environment says.
    func places(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Places {
        let data = self.data.map { ($0, true) } ?? environment["OCTOPUS_DATA"].map { ($0, false) }
        func file(_ flag: String?, _ variable: String, in folder: String) throws -> String {
            let ofData = data.map { "\($0.0)/\(folder)" }
            // A flag beats any variable, also a flag that names the folder.
            let file = flag ?? (data?.1 == true ? ofData : environment[variable] ?? ofData)
            guard let file, !file.isEmpty else {
                throw Failure(
                    .usage,
                    "it is not known where the services are",
                    advice: "Give --data DIR (a folder that deploy/launch made), or --map FILE and "
                        + "--key-file FILE."
                )
            }
            return file
        }
        return Places(
            map: try file(map, "OCTOPUS_MAP", in: "mesh.json"),
            key: try file(keyFile, "OCTOPUS_KEY", in: "keys/operator.json"),
            profile: try Profile.path(
                name: profile ?? environment["OCTOPUS_PROFILE"] ?? "default",
                environment: environment
            )
        )
    }

    /// Reads the files and makes a client, which connects at the first call.
    func open() throws -> Session {
        let places = try places()
        do {
            let map = try MeshMap(file: places.map)
            let keys = try CurveKeyPair(file: places.key)
            return Session(map: map, keys: keys, profile: places.profile, isVerbose: verbose)
        } catch let error as MeshMapError {
            throw Failure(.usage, "\(error)")
        } catch let error as KeyFileError {
            throw Failure(.usage, "\(error)")
        }
    }
}

/// The files that a command reads before it calls.
struct Places: Hashable {
    let map: String
    let key: String
    /// Nil where nothing can be kept.
    let profile: String?
}
