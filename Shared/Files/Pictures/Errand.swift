import COctopusLinux
import Glibc

/// What works long or waits for another process, which must not occupy a thread of the shared pool.
final class Errand: Sendable {
    private let body: @Sendable () -> Void

    private init(body: @escaping @Sendable () -> Void) { self.body = body }

    /// Runs it on a thread of its own.
    ///
    /// - Throws: `SystemFault` if there is none; what it throws.
    static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let result: Result<T, any Error> = await withUnsafeContinuation { continuation in
            let errand = Errand { continuation.resume(returning: Result(catching: body)) }
            if let fault = errand.begin() { continuation.resume(returning: .failure(fault)) }
        }
        return try result.get()
    }

    private func begin() -> SystemFault? {
        var thread = pthread_t()
        let errand = Unmanaged.passRetained(self)
        let failure = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Errand>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            errand.toOpaque()
        )
        guard failure == 0 else {
            errand.release()
            return SystemFault("no thread for a picture", failure)
        }
        pthread_detach(thread)
        return nil
    }
}

/// Tells a thread that waits in the kernel that nobody needs what it waits for.
final class StopSignal: Sendable {
    let descriptor: Int32

    init() throws {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC))
        guard descriptor >= 0 else { throw SystemFault("no signal", errno) }
    }

    deinit { close(descriptor) }

    /// It stays so.
    func give() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }
}
