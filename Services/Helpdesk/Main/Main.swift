import OctopusHelpdesk
import OctopusServiceKit

@main
enum Main {
    static func main() async {
        await ServiceProcess.main(HelpdeskService.definition)
    }
}
