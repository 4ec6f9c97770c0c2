public import OctopusContract

extension ContractIndex {
    /// Who somebody is and what they may do.
    public static let identity = ServiceContract(
        methods: [
            LogIn.self, RefreshToken.self, LogOut.self, LogOutEverywhere.self, ListSessions.self,
            EndSession.self, ListUserSessions.self, EndUserSessions.self,
            Impersonate.self, ExitImpersonation.self,
            CreatePartner.self, AcceptInvitation.self, ListPartners.self,
            RegisterEndUser.self, RequestLoginCode.self, LogInEndUser.self,
            BlockEndUser.self, UnblockEndUser.self, GetEndUser.self, EraseEndUser.self,
            GetMessageProgram.self, SetMessageProgram.self,
            GrantPrincipal.self, RotatePrincipalKey.self, RevokePrincipal.self,
            ListPrincipals.self,
            ListServiceAccounts.self, SetServiceAccount.self, GetServiceToken.self,
            BeginVisit.self, EndVisit.self, JoinVisitor.self,
            RotateSigningKey.self, GetSigningKeys.self,
            ListTenants.self, CreateTenant.self, EditTenant.self, GetTenant.self,
            CreateUser.self, ListUsers.self, GetUser.self, EditUser.self, DisableUser.self,
            EnableUser.self, ResendInvitation.self, DeleteUser.self, SetUserPassword.self,
            GetMe.self, EditOwnProfile.self, ConfirmEmail.self, ChangePassword.self,
            RequestPasswordReset.self, ResetPassword.self, ReplaceTemporaryPassword.self,
            BeginSecondFactor.self, ConfirmSecondFactor.self, RemoveSecondFactor.self,
            MakeRecoveryCodes.self, RemoveUserSecondFactor.self,
            ListWaitingMail.self, RetryMail.self,
            ListProducts.self, ListRoles.self, GetRole.self, CreateRole.self, EditRole.self,
            DeleteRole.self, HandOverOwnership.self,
            SetChatOperator.self, GetSIPDetails.self,
            RenewSIPSecret.self, GetSIPDigests.self,
            CreateAttribute.self, EditAttribute.self, RetireAttribute.self, ListAttributes.self,
            GetProfile.self, EditProfile.self, SetConsent.self,
        ],
        events: [
            ImpersonationBegan.self,
            TenantChanged.self, PartnerChanged.self, EndUserChanged.self, PrincipalChanged.self,
            SigningKeyChanged.self, SessionEnded.self, UserChanged.self, MailGivenUp.self,
            RoleChanged.self, RightsChanged.self, ServiceAccountChanged.self,
            VisitorJoined.self, LoginCodeToDeliver.self,
            AttributeChanged.self, ConsentChanged.self, PartnershipAddressTaken.self,
            EndUserSeen.self,
        ]
    )
}
