package import OctopusHelpdeskContract
import OctopusMail
import OctopusServiceKit

extension ListHelpdeskMail: WaitingMailLister {
    package typealias Environment = HelpdeskEnvironment
}

extension RetryHelpdeskMail: MailRetrier {
    package typealias Environment = HelpdeskEnvironment
}
