import OctopusIdentityContract
import OctopusServiceKit

extension PersonalData {
    /// What identity keeps of end users.
    static let identity = PersonalData(
        [
            PersonalPart("end_users", by: "id", key: "id"),
            PersonalPart(
                "sightings",
                by: "id",
                key: "id",
                adding: ["date(seen_on * 86400, 'unixepoch') AS seen_date"]
            ),
            PersonalPart("consent_decisions", by: "end_user_id", key: "kind", "seq"),
            PersonalPart(
                "sessions",
                by: "subject_id",
                key: "id",
                where: "ended_at IS NULL",
                leavingOut: ["program_key": "the program's", "begun_by": "the program's"]
            ),
            PersonalPart(
                "login_codes",
                by: "end_user_id",
                key: "program",
                leavingOut: ["sealed_code": "opens the account", "program_key": "the program's"]
            ),
            PersonalPart("joined_visitors", by: "end_user_id", key: "id"),
        ],
        withheld: [
            "refresh_tokens": "hashes of what continues a session",
            "refresh_successors": "what continues a session, for half a minute",
            "code_requests": "contacts of somebody or nobody, until a job has looked",
            "attribute_sweeps": "how far a job has come, for moments",
        ],
        impersonal: [
            "tenants", "partners", "users", "roles", "links", "second_factors", "recovery_codes",
            "sip_accounts", "known_devices", "reset_requests", "signing_keys", "principals",
            "installation", "session_eras", "entitlements", "standings", "rights_changes",
            "message_programs", "profile_attributes", "service_accounts", "visitor_counts",
        ],
        knows: { database, endUser, tenant in
            let found = try EndUserRecord.known(endUser, of: tenant, in: database)
            return found.map { $0.status != .erased } ?? false
        }
    )
}
