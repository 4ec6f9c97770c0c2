import OctopusIdentity
import OctopusServiceKit

@main
enum Main {
    static func main() async {
        await ServiceProcess.main(IdentityService.definition, commands: IdentityService.commands)
    }
}
