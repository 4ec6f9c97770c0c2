import COctopusLinux
import Glibc

/// Descriptors that connections never take.
///
/// A process without a free descriptor does not live on: libdispatch looks at its threads in `/proc`
/// once a second and traps if it can't, SQLite can't open its files, and libzmq's listener spins,
/// because what it can't accept stays readable. Strangers could bring that about with connections
/// alone. libzmq has no limit on connections, but it calls `accept4`; so the process has an
/// `accept4` of its own, which the linker prefers.
enum DescriptorReserve {
    private static let most: rlim_t = 64
    /// How long the listener pauses when not even one connection can be taken and hung up.
    private static let pauseMicroseconds: UInt32 = 5000

    /// Accepts a connection, and hangs up at once if it is one of the last descriptors.
    ///
    /// - Returns: -1 with `EMFILE` in that case. libzmq tells its monitor, and the listener does not
    ///   spin, for the connection is gone.
    static func accept(
        _ listener: Int32,
        _ address: UnsafeMutablePointer<sockaddr>?,
        _ length: UnsafeMutablePointer<socklen_t>?,
        _ flags: Int32
    ) -> Int32 {
        let descriptor = Glibc.accept(listener, address, length)
        guard descriptor >= 0 else {
            if errno == EMFILE { usleep(pauseMicroseconds) }
            return -1
        }
        // The lowest free number is given, so a high one means that few are left.
        guard descriptor < ceiling else {
            close(descriptor)
            errno = EMFILE
            return -1
        }
        if flags & Int32(SOCK_CLOEXEC.rawValue) != 0 {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        if flags & Int32(SOCK_NONBLOCK.rawValue) != 0 {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }
        return descriptor
    }

    private static var ceiling: Int32 {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return .max
        }
        let kept = limit.rlim_cur - min(most, limit.rlim_cur / 4)
        return Int32(clamping: kept)
    }
}

/// What libzmq calls instead of the system's.
@_cdecl("accept4")
public func acceptWithReserve(
    _ listener: Int32,
    _ address: UnsafeMutableRawPointer?,
    _ length: UnsafeMutablePointer<UInt32>?,
    _ flags: Int32
) -> Int32 {
    DescriptorReserve.accept(
        listener,
        address?.assumingMemoryBound(to: sockaddr.self),
        length,
        flags
    )
}
