import ArgumentParser
import OctopusClient

/// How clients show that they know their secret; Kamailio has one for all of them.
enum DigestAlgorithm: String, ExpressibleByArgument {
    /// RFC 3261: every client has it.
    case md5 = "MD5"
    /// RFC 8760.
    case sha256 = "SHA-256"

    /// HA1 of an account.
    func digest(of account: GetSIPDigests.Reply) -> String {
        switch self {
        case .md5: account.md5
        case .sha256: account.sha256
        }
    }
}
