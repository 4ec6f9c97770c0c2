import OctopusIdentityContract
import OctopusMail
package import OctopusServiceKit
package import OctopusStore

/// Identity's table of contents.
package enum IdentityService {
    package static let definition = ServiceDefinition<IdentityEnvironment>(
        name: "identity",
        migrations: migrations,
        methods: [
            .prepared(LogIn.self).counting(.sessions), .prepared(RefreshToken.self),
            .command(LogOut.self).usingReserve,
            .prepared(LogOutEverywhere.self).usingReserve, .read(ListSessions.self),
            .prepared(EndSession.self).usingReserve, .read(ListUserSessions.self),
            .command(EndUserSessions.self).usingReserve,
            .prepared(Impersonate.self).counting(.sessions),
            .command(ExitImpersonation.self).usingReserve,
            .command(CreatePartner.self), .prepared(AcceptInvitation.self),
            .read(ListPartners.self),
            .command(RegisterEndUser.self).counting(.endUsers), .command(RequestLoginCode.self),
            .prepared(LogInEndUser.self).counting(.sessions),
            .command(BlockEndUser.self).usingReserve,
            .command(UnblockEndUser.self), .read(GetEndUser.self),
            .command(EraseEndUser.self).usingReserve,
            .read(GetMessageProgram.self), .command(SetMessageProgram.self),
            .command(GrantPrincipal.self), .command(RevokePrincipal.self).usingReserve,
            .command(RotatePrincipalKey.self).usingReserve,
            .read(ListPrincipals.self), .read(ListServiceAccounts.self),
            .command(SetServiceAccount.self).usingReserve,
            .prepared(GetServiceToken.self).counting(.sessions),
            .prepared(BeginVisit.self).counting(.visitors), .command(EndVisit.self).usingReserve,
            .command(JoinVisitor.self),
            .command(RotateSigningKey.self).usingReserve,
            .read(GetSigningKeys.self), .read(ListTenants.self), .command(CreateTenant.self),
            .command(EditTenant.self), .read(GetTenant.self),
            .read(ListWaitingMail.self), .command(RetryMail.self),
            .read(ListProducts.self), .read(ListRoles.self), .read(GetRole.self),
            .command(CreateRole.self), .command(EditRole.self).usingReserve,
            .command(DeleteRole.self), .prepared(HandOverOwnership.self),
            .command(SetChatOperator.self).usingReserve, .read(GetSIPDetails.self),
            .command(RenewSIPSecret.self, sealsAnswer: true).usingReserve,
            .read(GetSIPDigests.self),
            .command(CreateUser.self), .read(ListUsers.self), .read(GetUser.self),
            .command(EditUser.self), .command(DisableUser.self).usingReserve,
            .command(EnableUser.self), .command(ResendInvitation.self),
            .command(DeleteUser.self).usingReserve, .prepared(SetUserPassword.self),
            .read(GetMe.self), .prepared(EditOwnProfile.self), .command(ConfirmEmail.self),
            .prepared(ChangePassword.self), .command(RequestPasswordReset.self),
            .prepared(ResetPassword.self), .prepared(ReplaceTemporaryPassword.self),
            .prepared(BeginSecondFactor.self), .prepared(ConfirmSecondFactor.self),
            .prepared(RemoveSecondFactor.self), .prepared(MakeRecoveryCodes.self),
            .command(RemoveUserSecondFactor.self),
            .command(CreateAttribute.self), .command(EditAttribute.self),
            .command(RetireAttribute.self), .read(ListAttributes.self),
            .read(GetProfile.self), .command(EditProfile.self),
            .command(SetConsent.self).usingReserve,
        ],
        events: ContractIndex.identity.events,
        followers: [
            StandingRecord.follower, EntitlementRecord.follower, PartnerAccount.follower,
        ],
        snapshots: [
            .of(TenantRecord.self), .of(PartnerRecord.self), .of(EndUserRecord.self),
            .of(PrincipalRecord.self), .of(SigningKeyRecord.self), SessionRecord.snapshot,
            .of(ServiceAccountRecord.self), .of(JoinedVisitorRecord.self),
            .of(RoleRecord.self), RightsChangeRecord.snapshot,
            .of(UserRecord.self), .of(AttributeRecord.self), .of(SightingRecord.self),
        ],
        parts: [.mail(telling: MailGivenUp.self)],
        jobs: [
            .purge(purge), endFormerKeys,
            JobDefinition(PasswordResets.job, slice: PasswordResets.run),
            JobDefinition(LoginCodes.job, slice: LoginCodes.run),
            JobDefinition(RetiredAttributes.job, slice: RetiredAttributes.run),
            JobDefinition(SigningKeys.job) { context in
                .dueAt(
                    try SigningKeys.keepUp(
                        context.environment.keySchedule,
                        sealer: context.environment.sealer,
                        in: context
                    )
                )
            },
        ],
        personal: .identity,
        sealed: [
            SealedColumn("signing_keys", "sealed_private_key"),
            SealedColumn("refresh_successors", "sealed", keys: ["token"]),
            SealedColumn("second_factors", "sealed_seed", keys: ["user_id"]),
            SealedColumn("sip_accounts", "sealed_digests", keys: ["user_id"]),
            SealedColumn("reset_requests", "sealed_email"),
            SealedColumn("login_codes", "sealed_code"),
            SealedColumn("code_requests", "sealed_contact"),
        ],
        afterRestore: { try Restore.replay($1, in: $0) },
        settings: Setting.identity,
        tenantOfPartner: { try PartnerRecord.tenant(of: $1, in: $0) },
        makeEnvironment: { try await IdentityEnvironment($0) }
    )

    private static let endFormerKeys = JobDefinition<IdentityEnvironment>(
        PrincipalRecord.endingJob
    ) { context in
        try PrincipalRecord.endFormer(in: context).map { .dueAt($0) } ?? .idle
    }

    private static let purge = [
        .failures, PurgeRule("login_codes", olderBy: "expires_at"),
        // A consumed or expired link still tells for a while why it does not work.
        PurgeRule(
            "links",
            key: "hash",
            olderBy: "expires_at",
            keptFor: .seconds(30 * 86_400)
        ),
        // With each session go its refresh tokens, which may be hundreds.
        PurgeRule("sessions", olderBy: "forgettable_at", rows: 20),
        PurgeRule("sessions", olderBy: "idle_ends_at", where: "ended_at IS NULL", rows: 20),
        PurgeRule("joined_visitors", olderBy: "joined_at", keptFor: JoinedVisitorRecord.kept),
        PurgeRule("known_devices", key: "hash", olderBy: "expires_at"),
        PurgeRule("rights_changes", key: "subject", olderBy: "forgettable_at"),
    ]

    package static let commands = [
        "bootstrap": BootstrapCommand.command,
        "register-principal": RegisterPrincipalCommand.command,
        "recover-operator": RecoverOperatorCommand.command,
        "recover-owner": RecoverOwnerCommand.command,
    ]

    package static let migrations = MigrationSet(
        "identity",
        [
            Migration(name: "V001-tenants", bytes: PackageResources.V001_tenants_sql),
            Migration(name: "V002-users", bytes: PackageResources.V002_users_sql),
            Migration(name: "V003-end-users", bytes: PackageResources.V003_end_users_sql),
            Migration(name: "V004-sessions", bytes: PackageResources.V004_sessions_sql),
            Migration(name: "V005-keys", bytes: PackageResources.V005_keys_sql),
            Migration(name: "V006-throttles", bytes: PackageResources.V006_throttles_sql),
            Migration(name: "V007-repeats", bytes: PackageResources.V007_repeats_sql),
            Migration(name: "V008-failures", bytes: PackageResources.V008_failures_sql),
            Migration(name: "V009-begun", bytes: PackageResources.V009_begun_sql),
            Migration(
                name: "V010-partners-programs",
                bytes: PackageResources.V010_partners_programs_sql
            ),
            Migration(name: "V011-bound", bytes: PackageResources.V011_bound_sql),
            Migration(name: "V012-session-eras", bytes: PackageResources.V012_session_eras_sql),
            Migration(name: "V013-roles", bytes: PackageResources.V013_roles_sql),
            Migration(name: "V014-users", bytes: PackageResources.V014_users_sql),
            Migration(
                name: "V015-chat-operators",
                bytes: PackageResources.V015_chat_operators_sql
            ),
            Migration(
                name: "V016-impersonation",
                bytes: PackageResources.V016_impersonation_sql
            ),
            Migration(name: "V017-rotation", bytes: PackageResources.V017_rotation_sql),
            Migration(name: "V018-login-codes", bytes: PackageResources.V018_login_codes_sql),
            Migration(
                name: "V019-service-accounts",
                bytes: PackageResources.V019_service_accounts_sql
            ),
            Migration(name: "V020-visitors", bytes: PackageResources.V020_visitors_sql),
            Migration(name: "V021-profiles", bytes: PackageResources.V021_profiles_sql),
            Migration(name: "V022-limits", bytes: PackageResources.V022_limits_sql),
            Migration(name: "V023-standing", bytes: PackageResources.V023_standing_sql),
            Migration(
                name: "V024-without-default-package",
                bytes: PackageResources.V024_without_default_package_sql
            ),
            Migration(name: "V025-sightings", bytes: PackageResources.V025_sightings_sql),
        ]
    )
}
