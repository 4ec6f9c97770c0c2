import Contract
@main enum Main { static func main() throws { print(try ContractText.all(), terminator: "") } }
