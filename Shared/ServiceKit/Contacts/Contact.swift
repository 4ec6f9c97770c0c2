/// Where a person can be reached, in the one form in which it is kept and compared.
package enum Contact: Hashable, Sendable {
    case email(EmailAddress)
    case phone(PhoneNumber)

    package enum Kind: String, Codable, Sendable { case email, phone }

    /// Nil for what is neither an e-mail address nor a telephone number.
    package init?(_ typed: String) {
        if let email = EmailAddress(typed) {
            self = .email(email)
        } else if let phone = PhoneNumber(typed) {
            self = .phone(phone)
        } else {
            return nil
        }
    }

    package var kind: Kind {
        switch self {
        case .email: .email
        case .phone: .phone
        }
    }

    package var text: String {
        switch self {
        case .email(let email): email.text
        case .phone(let phone): phone.text
        }
    }
}
