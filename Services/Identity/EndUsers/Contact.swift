/// Where an end user can be reached, and what he logs in with.
enum Contact: Hashable, Sendable {
    case email(EmailAddress)
    case phone(PhoneNumber)

    enum Kind: String, Codable, Sendable { case email, phone }

    init?(_ typed: String) {
        if let email = EmailAddress(typed) {
            self = .email(email)
        } else if let phone = PhoneNumber(typed) {
            self = .phone(phone)
        } else {
            return nil
        }
    }

    var kind: Kind {
        switch self {
        case .email: .email
        case .phone: .phone
        }
    }

    /// Normalised, as the database keeps it.
    var text: String {
        switch self {
        case .email(let email): email.text
        case .phone(let phone): phone.text
        }
    }
}
