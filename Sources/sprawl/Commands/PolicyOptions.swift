internal import ArgumentParser

/// The options that say what is accepted, shared by all commands that scan.
struct PolicyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The policy (default: sprawl.yml or .sprawl.yml of the scanned folder or its repository).",
      valueName: "file"))
  var config: String?
  @Flag(help: "Use no policy file, whatever the scanned folder has.") var noConfig = false
  @Option(
    help: ArgumentHelp(
      "Findings that this file of sprawl baseline has are counted, and do not fail the scan.",
      valueName: "file"))
  var baseline: String?
  @Flag(help: "Leave out of reports what exceptions or the baseline accept; it is counted still.")
  var hideAccepted = false

  func validate() throws {
    if noConfig, config != nil {
      throw ValidationError("--config and --no-config exclude each other")
    }
  }
}
