import COctopusCurl
import Glibc
import OctopusContract
import Synchronization

/// One connection to the server for mail, over which one mail after the other leaves.
///
/// It is used by one thread, and blocks it. Libcurl keeps the connection from mail to mail, and opens a
/// new one where the server has closed it.
final class SMTPLine {
    private let server: MailServer
    private let isStopping: StopSignal
    private var handle: OpaquePointer?

    init(_ server: MailServer, _ isStopping: StopSignal) {
        self.server = server
        self.isStopping = isStopping
    }

    deinit { close() }

    /// Says goodbye to the server.
    func close() {
        if let handle { octopus_curl_close(UnsafeMutableRawPointer(handle)) }
        handle = nil
    }

    /// Sends a mail; returns once the server has taken it.
    func send(_ envelope: MailRecord.Envelope) throws(MailFault) {
        let first = attempt(envelope)
        // A server may have closed a line that was idle; nothing of this mail was said to it then.
        if let fault = first.fault, first.wasReused,
            fault == MailFault(.unreachable, isOfMail: false),
            first.stage < .data
        {
            close()
            if let fault = attempt(envelope).fault { throw fault }
        } else if let fault = first.fault {
            throw fault
        }
    }

    private struct Attempt {
        let fault: MailFault?
        let wasReused: Bool
        let stage: SMTPDialogue.Stage
    }

    private func attempt(_ envelope: MailRecord.Envelope) -> Attempt {
        guard let curl = open() else {
            return Attempt(
                fault: MailFault(.unreachable, isOfMail: false),
                wasReused: false,
                stage: .greeting
            )
        }
        let transfer = Transfer(Array(envelope.message), isStopping)
        let recipients = octopus_curl_list("<\(envelope.to)>")
        defer { octopus_curl_free_list(recipients) }
        let pointer = Unmanaged.passUnretained(transfer).toOpaque()
        octopus_curl_set_text(curl, CURLOPT_MAIL_FROM, "<\(envelope.from)>")
        octopus_curl_set_list(curl, CURLOPT_MAIL_RCPT, recipients)
        octopus_curl_set_size(curl, CURLOPT_INFILESIZE_LARGE, envelope.message.count)
        octopus_curl_set_pointer(curl, CURLOPT_READDATA, pointer)
        octopus_curl_set_pointer(curl, CURLOPT_DEBUGDATA, pointer)
        octopus_curl_set_pointer(curl, CURLOPT_XFERINFODATA, pointer)
        let result = withExtendedLifetime(transfer) { octopus_curl_perform(curl) }
        octopus_curl_set_list(curl, CURLOPT_MAIL_RCPT, nil)
        let isNew = octopus_curl_number(curl, CURLINFO_NUM_CONNECTS) > 0
        return Attempt(
            fault: result == CURLE_OK ? nil : Self.fault(of: result, transfer.dialogue),
            wasReused: !isNew,
            stage: transfer.dialogue.stage
        )
    }

    private static func fault(of result: CURLcode, _ dialogue: SMTPDialogue) -> MailFault {
        switch result {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED:
            MailFault(.insecure, isOfMail: false)
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR:
            MailFault(.logInRefused, dialogue.code, isOfMail: false)
        default: dialogue.fault
        }
    }

    private func open() -> UnsafeMutableRawPointer? {
        if let handle { return UnsafeMutableRawPointer(handle) }
        guard let curl = octopus_curl_open() else { return nil }
        handle = OpaquePointer(curl)
        configure(curl)
        observe(curl)
        return curl
    }

    private func configure(_ curl: UnsafeMutableRawPointer) {
        octopus_curl_set_text(curl, CURLOPT_URL, "\(server.url)/\(server.hello)")
        octopus_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        // No proxy of the environment may come between.
        octopus_curl_set_text(curl, CURLOPT_PROXY, "")
        octopus_curl_set_number(curl, CURLOPT_NOSIGNAL, 1)
        octopus_curl_set_number(curl, CURLOPT_UPLOAD, 1)
        let encryption = server.isPlain ? CURLUSESSL_NONE : CURLUSESSL_ALL
        octopus_curl_set_number(curl, CURLOPT_USE_SSL, Int(encryption.rawValue))
        octopus_curl_set_number(curl, CURLOPT_SSL_VERIFYPEER, 1)
        octopus_curl_set_number(curl, CURLOPT_SSL_VERIFYHOST, 2)
        octopus_curl_set_number(curl, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let caFile = server.caFile { octopus_curl_set_text(curl, CURLOPT_CAINFO, caFile) }
        if let user = server.user, let password = server.password {
            octopus_curl_set_text(curl, CURLOPT_USERNAME, user)
            octopus_curl_set_text(curl, CURLOPT_PASSWORD, password)
        }
        let milliseconds = Int(server.timeoutMilliseconds)
        octopus_curl_set_number(curl, CURLOPT_TIMEOUT_MS, milliseconds)
        octopus_curl_set_number(curl, CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, 30_000))
        octopus_curl_set_number(
            curl,
            CURLOPT_SERVER_RESPONSE_TIMEOUT,
            max(milliseconds / 1000, 1)
        )
    }

    private func observe(_ curl: UnsafeMutableRawPointer) {
        octopus_curl_set_number(curl, CURLOPT_VERBOSE, 1)
        octopus_curl_set_number(curl, CURLOPT_NOPROGRESS, 0)
        octopus_curl_set_source(curl) { target, size, count, transfer in
            guard let target, let transfer else { return 0 }
            return Transfer.of(transfer).read(into: target, atMost: size * count)
        }
        octopus_curl_set_observer(curl) { _, kind, text, size, transfer in
            if let text, let transfer {
                let bytes = UnsafeRawBufferPointer(start: text, count: size)
                Transfer.of(transfer).note(kind, bytes)
            }
            return 0
        }
        octopus_curl_set_progress(curl) { transfer, _, _, _, _ in
            transfer.map { Transfer.of($0).mustStop } == true ? 1 : 0
        }
    }

    /// Whether libcurl is there; it is loaded by who asks first.
    static let isLoaded = octopus_curl_load() == 0
}

/// A mail on its way, for libcurl's callbacks, which run on the thread that performs.
private final class Transfer {
    private let message: [UInt8]
    private var sentCount = 0
    private let isStopping: StopSignal
    private(set) var dialogue = SMTPDialogue()

    init(_ message: [UInt8], _ isStopping: StopSignal) {
        self.message = message
        self.isStopping = isStopping
    }

    static func of(_ pointer: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// What has begun to leave may end, if it does so soon: else the person gets it twice.
    var mustStop: Bool {
        dialogue.stage < .data ? isStopping.isSet : isStopping.wasSetLongAgo
    }

    func read(into target: UnsafeMutablePointer<CChar>, atMost limit: Int) -> Int {
        let count = min(limit, message.count - sentCount)
        message.withUnsafeBytes { bytes in
            guard count > 0, let start = bytes.baseAddress else { return }
            memcpy(target, start + sentCount, count)
        }
        sentCount += count
        return count
    }

    func note(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
        switch kind {
        case CURLINFO_HEADER_OUT: dialogue.said(bytes)
        case CURLINFO_HEADER_IN: dialogue.heard(bytes)
        case CURLINFO_DATA_OUT: dialogue.sentBody()
        default: break
        }
    }
}
