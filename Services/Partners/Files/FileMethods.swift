import OctopusFiles
import OctopusPartnersContract
import OctopusServiceKit

extension BeginUpload: BeginsUpload { package typealias Environment = PartnersEnvironment }
extension UploadChunk: TakesChunk { package typealias Environment = PartnersEnvironment }
extension UploadStatus: TellsUploadStatus { package typealias Environment = PartnersEnvironment }
extension FinishUpload: FinishesUpload { package typealias Environment = PartnersEnvironment }
extension ReadFile: ReadsFile { package typealias Environment = PartnersEnvironment }
