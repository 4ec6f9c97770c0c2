import ServiceKit

@main
enum Program {
    static func main() async {
        await ServiceProcess.main(
            IdentityService.definition,
            commands: [
                "bootstrap": BootstrapCommand.command,
                "register-principal": RegisterPrincipalCommand.command,
            ]
        )
    }
}
