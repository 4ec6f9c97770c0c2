import Glibc
import OctopusContract
import OctopusServiceKit
import Synchronization

/// A thread that sends one mail after the other, since libcurl blocks while it does.
final class SMTPThread: MailCarrier {
    private typealias Continuation = UnsafeContinuation<MailFault?, Never>

    private struct State {
        var next: (envelope: MailRecord.Envelope, continuation: Continuation)?
        var isClosed = false
    }

    private let server: MailServer
    private let state = Mutex(State())
    private let news = ThreadSemaphore()
    private let isStopping = StopSignal()

    init(_ server: MailServer) throws(StartFailure) {
        self.server = server
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<SMTPThread>.fromOpaque(argument).takeRetainedValue().work()
                return nil
            },
            Unmanaged.passRetained(self).toOpaque()
        )
        guard failure == 0 else {
            throw StartFailure(.temporary, "the system has no thread left to send mail on")
        }
        pthread_detach(thread)
    }

    func carry(_ envelope: MailRecord.Envelope, named name: String) async throws(MailFault) {
        let fault = await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: Continuation) in
                let isClosed = state.withLock { state in
                    if !state.isClosed { state.next = (envelope, continuation) }
                    return state.isClosed
                }
                if isClosed {
                    continuation.resume(returning: MailFault(.unreachable, isOfMail: false))
                } else {
                    news.signal()
                }
            }
        } onCancel: {
            isStopping.set()
        }
        if let fault { throw fault }
    }

    func stop() {
        isStopping.set()
        state.withLock { $0.isClosed = true }
        news.signal()
    }

    private func work() {
        let line = SMTPLine(server, isStopping)
        while true {
            news.wait()
            let (next, isClosed) = state.withLock { state in
                defer { state.next = nil }
                return (state.next, state.isClosed)
            }
            if let next {
                do throws(MailFault) {
                    try line.send(next.envelope)
                    next.continuation.resume(returning: nil)
                } catch {
                    next.continuation.resume(returning: error)
                }
            } else if isClosed {
                return line.close()
            }
        }
    }
}

/// A counter that a thread sleeps on while it is zero.
///
/// Unchecked, since `sem_t` is made to be shared and is touched by the system's functions alone.
private final class ThreadSemaphore: @unchecked Sendable {
    private let pointer = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(pointer, 0, 0) }

    deinit {
        sem_destroy(pointer)
        pointer.deallocate()
    }

    func signal() { sem_post(pointer) }

    func wait() {
        while sem_wait(pointer) != 0 && errno == EINTR {}
    }
}
