import CoreMetrics

/// What is counted of mail.
struct MailMeter: Sendable {
    let sent = Counter(label: "mails_sent")
    let failed = Counter(label: "mails_failed")
    let givenUp = Counter(label: "mails_given_up")
}
