import OctopusMail
package import OctopusPartnersContract
import OctopusServiceKit

extension ListPartnersMail: WaitingMailLister {
    package typealias Environment = PartnersEnvironment
}

extension RetryPartnersMail: MailRetrier {
    package typealias Environment = PartnersEnvironment
}
