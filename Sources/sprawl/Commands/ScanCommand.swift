internal import ArgumentParser
internal import Inputs

/// `sprawl scan [PATH…]`.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Scan files and folders (default: this folder; - is stdin).")

  @Argument(help: "Folders or files; - for standard input.") var paths: [String] = []
  @Flag(help: "Leave out what git ignores.") var respectGitignore = false
  @OptionGroup var options: ScanOptions

  func validate() throws {
    if paths.contains("-"), paths.count > 1 {
      throw ValidationError("- (standard input) stands alone")
    }
  }

  func run() throws {
    try options.run(paths == ["-"] ? ScanPlace() : ScanPlace(paths: paths)) {
      scan throws(InputError) in
      if paths == ["-"] {
        scan.readStandardInput()
      } else {
        var tree = TreeOptions()
        tree.jobs = options.workers
        tree.maxFileSize = options.maxFileSize.bytes
        tree.respectsGitignore = respectGitignore
        try scan.walk(paths.isEmpty ? ["."] : paths, tree)
      }
    }
  }
}
