import OctopusPartners
import OctopusServiceKit

@main
enum Main {
    static func main() async {
        await ServiceProcess.main(PartnersService.definition)
    }
}
