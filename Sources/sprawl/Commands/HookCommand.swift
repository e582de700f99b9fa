internal import ArgumentParser
internal import Glibc
internal import Inputs
internal import Model
internal import Reports

/// `sprawl hook install|run|uninstall`.
struct HookCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook", abstract: "Look for credentials at every commit and push.",
    subcommands: [Install.self, Run.self, Uninstall.self])

  /// Which hooks, and where.
  struct Place: ParsableArguments {
    @Argument(
      help: "pre-commit, pre-merge-commit, pre-push, pre-receive (default: the first and third).")
    var events: [HookEvent] = []
    @Option(name: .customLong("in"), help: "The repository.") var repository: String?
    @Flag(help: "For all repositories of this user (core.hooksPath).") var global = false

    var chosen: [HookEvent] { events.isEmpty ? HookEvent.usual : events }

    func validate() throws {
      if global, repository != nil { throw ValidationError("--global goes without --in") }
    }
  }

  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put hooks where git looks for them; a hook that is there already runs first.",
      discussion: "Nothing is overwritten; sprawl hook uninstall restores what was there.")
    @OptionGroup var place: Place
    @Flag(
      help: "Chain in a folder of all repositories, and chain hooks that ask for their own name.")
    var force = false

    func run() throws {
      let installer = HookInstaller(force: force)
      let lines =
        try place.global
        ? installer.installForAll(place.chosen)
        : installer.install(place.chosen, in: place.repository ?? ".")
      StandardOutput.write(lines.map { "\($0)\n" }.joined())
    }
  }

  struct Uninstall: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove the hooks and restore what was there before.")
    @OptionGroup var place: Place

    func run() throws {
      let installer = HookInstaller()
      // Whatever was installed, not only what is usual.
      let events = place.events.isEmpty ? HookEvent.allCases : place.events
      let lines =
        try place.global
        ? installer.uninstallForAll(events)
        : installer.uninstall(events, in: place.repository ?? ".")
      let told = place.events.isEmpty ? lines.filter { !$0.hasSuffix("was not there") } : lines
      StandardOutput.write((told.isEmpty ? ["no hook was there"] : told).map { "\($0)\n" }.joined())
    }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "What a hook runs; git's arguments and standard input say what is committed or pushed.",
      discussion: """
        Exit code 0 lets git go on; every other stops it. pre-commit and pre-merge-commit look at the index, \
        pre-push at the commits that the other side does not have, pre-receive at those that this side does \
        not have.
        """)
    @Argument(help: "pre-commit, pre-merge-commit, pre-push, pre-receive.") var event: HookEvent
    @Argument(help: "What git gives the hook.") var arguments: [String] = []
    @OptionGroup var staged: StagedOptions
    @OptionGroup var options: ScanOptions

    func validate() throws {
      if event.occasion != .commit, staged.wholeFiles || staged.amend {
        throw ValidationError("--whole-files and --amend are for what is committed")
      }
    }

    func run() throws {
      let message = HookMessage(occasion: event.occasion)
      let present = { (report: Report) in StandardError.write(message.text(report)) }
      switch event {
      case .preCommit, .preMergeCommit:
        try staged.run(
          options, in: nil, scansAllOfUnchanged: FrameworkRun.isByHand, present: present)
      case .prePush:
        if let framework = FrameworkRun.pushed {
          return try runPush(present) { repository, options throws(InputError) in
            try framework.changes(in: repository, options)
          }
        }
        let references = try HookInput.references(PushedReference.pushed)
        let remote = arguments.first ?? ""
        try runPush(present) { repository, options throws(InputError) in
          try repository.changes(pushing: references, to: remote, options)
        }
      case .preReceive:
        let references = try HookInput.references(PushedReference.received)
        try runPush(isReceiving: true, present) { repository, options throws(InputError) in
          try repository.changes(receiving: references, options)
        }
      }
    }

    private func runPush(
      isReceiving: Bool = false, _ present: @escaping (Report) -> Void,
      _ changes: (ChangedRepository, GitChangeOptions) throws(InputError) -> GitChanges
    ) throws {
      let cancellation = Cancellation()
      let repository = try InputErrors.asUsage { () throws(InputError) in
        try ChangedRepository(nil, isReceiving: isReceiving, cancellation: cancellation)
      }
      var place = ScanPlace(repository: ".", isWhole: false)
      var asked = options.changeOptions
      if isReceiving {
        // By what is here, never by what comes.
        let tree = try InputErrors.asUsage { () throws(InputError) in try repository.headTree() }
        let settings = SettingsSource.base(tree)
        asked.settings = settings.paths(of: [])
        place = try ScanPlace(changeOf: ".", by: settings, config: options.policy.config)
      }
      let wanted = asked
      try options.run(place, cancellation: cancellation, present: present) {
        scan throws(InputError) in
        try scan.readChanges(wanted, wholeFiles: false) { options throws(InputError) in
          try changes(repository, options)
        }
      }
    }
  }
}

/// What git writes to a hook's standard input.
enum HookInput {
  private static let limit = 64 << 20

  static func references(
    _ read: ([UInt8]) -> [PushedReference]?
  ) throws -> [PushedReference] {
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while text.count < limit {
      let count = Glibc.read(0, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      text += chunk[..<count]
    }
    guard text.count < limit, let references = read(text) else {
      throw ProgramExit(
        code: .usage, message: "standard input is not what git gives this hook: a line a reference")
    }
    return references
  }
}

/// A run by the pre-commit framework (https://pre-commit.com), which calls its hooks in a way of its own.
enum FrameworkRun {
  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  private static var isFramework: Bool { variable("PRE_COMMIT") == "1" }

  /// `pre-commit run`, not git, has started it. Then nothing staged means `--all-files`: without files the framework
  /// does not run a hook.
  static var isByHand: Bool { isFramework && variable("GIT_INDEX_FILE") == nil }

  /// What is pushed, where the framework took git's standard input for itself; nil elsewhere.
  static var pushed: Push? {
    guard isFramework,
      variable("PRE_COMMIT_REMOTE_NAME") != nil || variable("PRE_COMMIT_TO_REF") != nil
    else { return nil }
    return Push(
      base: variable("PRE_COMMIT_FROM_REF"),
      tip: variable("PRE_COMMIT_TO_REF") ?? variable("PRE_COMMIT_LOCAL_BRANCH") ?? "HEAD",
      remote: variable("PRE_COMMIT_REMOTE_NAME") ?? "")
  }

  struct Push {
    var base: String?
    var tip: String
    var remote: String

    func changes(
      in repository: ChangedRepository, _ options: GitChangeOptions
    ) throws(InputError) -> GitChanges {
      if let base {
        return try repository.changes(in: repository.range("\(base)..\(tip)"), options)
      }
      return try repository.changes(
        pushing: [PushedReference(name: tip, new: try repository.commit(tip))], to: remote, options)
    }
  }
}
