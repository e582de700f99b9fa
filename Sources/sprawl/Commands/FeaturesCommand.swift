internal import ArgumentParser
internal import Detection
internal import Inputs
internal import Model
internal import Synchronization

/// `sprawl rules features`: what the generic detector weighs, for `Scripts/train-generic`. Not in the help: a tool for
/// those who work on the program.
struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features", abstract: "The features of every assignment, a JSON array a line.",
    shouldDisplay: false)
  @OptionGroup var rules: RuleOptions
  @Argument(help: "A folder.") var folder: String

  func run() throws {
    let lines = Mutex<[String]>([])
    var options = EngineOptions()
    options.enabledRules = ["generic-password", "generic-secret"]
    options.observe = { sample in
      let features = sample.features.map { String($0) }.joined(separator: ",")
      let path = String(decoding: sample.path.bytes, as: UTF8.self)
      let isDependency = sample.isDependency ? 1 : 0
      let line =
        "[\"\(path)\",\(isDependency),\(sample.span.lowerBound),\(sample.span.upperBound),\(features)]"
      lines.withLock { $0.append(line) }
    }
    let names = AssignmentSample.names.map { "\"\($0)\"" }.joined(separator: ",")
    StandardOutput.write("[\"path\",\"dependency\",\"start\",\"end\",\(names)]\n")
    let engine = Engine(pack: try rules.pack(), options: options)
    var run = TreeRun(
      engine: engine, cancellation: Cancellation(), progress: Progress(), wantsLineHashes: false)
    do throws(InputError) {
      try run.walk([folder], TreeOptions())
    } catch {
      throw ProgramExit(code: .usage, message: "\(error)")
    }
    StandardOutput.write(lines.withLock { $0.sorted().joined(separator: "\n") } + "\n")
  }
}
