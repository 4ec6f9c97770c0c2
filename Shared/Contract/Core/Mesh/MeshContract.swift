extension ContractIndex {
    /// What every service answers.
    public static let mesh = ServiceContract(
        methods: [
            Describe.self, Health.self, Stats.self, ReadEvents.self, ReadSnapshot.self,
            RegisterReader.self, ListReaders.self, ForgetReader.self, ListParked.self,
            RetryParked.self, AcceptLoss.self, ListAudit.self, VerifyAudit.self, ExportAudit.self,
            ReadExport.self, ReadPersonalData.self,
        ],
        events: []
    )
}
