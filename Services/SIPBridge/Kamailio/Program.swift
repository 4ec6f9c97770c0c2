import Glibc
import OctopusProgram

/// A program that the bridge starts.
struct Program {
    private let path: String

    init(_ path: String) { self.path = path }

    /// Starts it with this process's output, error output and environment.
    ///
    /// - Throws: `BridgeFault`, if it can't be started.
    func start(_ arguments: [String], inOwnGroup: Bool = false) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        if inOwnGroup { posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP)) }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, path, nil, &attributes, &words, environ)
        guard failure == 0 else {
            throw BridgeFault("\(path) can't be started: \(String(cString: strerror(failure)))")
        }
        return process
    }

    /// Runs it to its end.
    ///
    /// - Throws: `BridgeFault`, unless it ends well.
    func run(_ arguments: [String]) throws {
        let process = try start(arguments)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { break }
        }
        guard status == 0 else { throw BridgeFault("\(path) failed; what it said is above") }
    }
}

/// What keeps the bridge from working, for the person who started it.
struct BridgeFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A file that none but this user can read.
struct PrivateFile {
    let text: String

    init(_ text: String) { self.text = text }

    /// Writes it anew.
    func write(to path: String) throws {
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw BridgeFault("\(path) can't be made: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        try StandardStream(descriptor: descriptor).write(text)
    }
}
