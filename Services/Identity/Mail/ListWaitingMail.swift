package import OctopusIdentityContract
import OctopusMail
import OctopusServiceKit

extension ListWaitingMail: WaitingMailLister {
    package typealias Environment = IdentityEnvironment
}

extension RetryMail: MailRetrier {
    package typealias Environment = IdentityEnvironment
}
