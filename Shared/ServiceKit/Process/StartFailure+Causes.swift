import OctopusContract
import OctopusMesh
import OctopusProgram
import OctopusStore

extension StartFailure {
    /// What stopped a start, in words for the operator and a code for scripts.
    init(_ error: any Error) {
        switch error {
        case let failure as StartFailure: self = failure
        case let fault as ConfigurationFault: self.init(.usage, fault.description)
        case let error as KeyFileError:
            self.init(error.fault == .missing ? .noInput : .noPermission, error.description)
        case let failure as StreamFailure:
            self.init(.inputOutput, "the output can't be written: \(failure)")
        case let fault as SecretFileFault: self.init(.noInput, "\(fault)")
        case let error as MeshMapError: self.init(.configuration, "\(error)")
        case let error as MeshServerError: self.init(.unavailable, error.description)
        case let error as StoreError: self.init(Self.code(of: error), error.description)
        case let error as any RefusalConvertible:
            self.init(.data, "\(error.refusal.reason.word): \(error.refusal.message)")
        default: self.init(.software, "\(error)")
        }
    }

    private static func code(of error: StoreError) -> Code {
        switch error {
        case .inUse, .busy, .overloaded: .temporary
        case .missingFolder, .keyFile: .noInput
        case .notWritable: .cannotCreate
        case .notADatabase, .foreign, .newerDatabase: .configuration
        case .corrupt, .inputOutput, .diskFull, .readOnly, .unknownOutcome: .inputOutput
        case .editedMigration, .failedMigration, .badMigrations, .closed, .unreadableSecret:
            .software
        }
    }
}
