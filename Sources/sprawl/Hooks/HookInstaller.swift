internal import Glibc
internal import Inputs

/// Puts hooks where git looks for them, for one repository or for all of a user's, and takes them away again.
struct HookInstaller {
  /// Chain in a folder that is all repositories', and chain hooks that ask for their own name.
  var force = false

  /// Installs hooks of one repository; what was done, a line each.
  func install(_ events: [HookEvent], in repository: String) throws -> [String] {
    let place = try InputErrors.asUsage { () throws(InputError) in
      try GitHooksPlace.find(in: repository)
    }
    if place.origin == .everywhere, !force {
      throw ProgramExit(
        code: .usage,
        message:
          "core.hooksPath of your configuration makes git look for every repository's hooks in"
          + " \(place.folder): use sprawl hook install --global, or --force to put them there")
    }
    return try install(events, in: HookFolder(path: place.folder), isGlobal: false)
  }

  /// Takes away the hooks of one repository.
  func uninstall(_ events: [HookEvent], in repository: String) throws -> [String] {
    let place = try InputErrors.asUsage { () throws(InputError) in
      try GitHooksPlace.find(in: repository)
    }
    return try uninstall(events.map(\.rawValue), in: HookFolder(path: place.folder))
  }

  /// Installs hooks for all of the user's repositories.
  ///
  /// Where `core.hooksPath` names a folder already they go there. Otherwise it will name one of ours, in which every other
  /// hook passes on to the repository's own, since git does not look there any more.
  func installForAll(_ events: [HookEvent]) throws -> [String] {
    let known = try InputErrors.asUsage { () throws(InputError) in try GitHooksPlace.ofUser() }
    let own = try HookInstaller.ownFolder()
    if let known, known != own.path {
      return try install(events, in: HookFolder(path: known), isGlobal: false)
    }
    let lines = try install(events, in: own, isGlobal: true)
    let ours = Set(events.map(\.rawValue))
    for name in HookScript.passedOn where !ours.contains(name) {
      _ = try own.install(name, HookScript.passingOn(name), force: false)
    }
    try InputErrors.asUsage { () throws(InputError) in try GitHooksPlace.setOfUser(own.path) }
    return lines + ["core.hooksPath of your configuration is \(own.path) now"]
  }

  /// Takes away the hooks for all of the user's repositories.
  func uninstallForAll(_ events: [HookEvent]) throws -> [String] {
    let own = try HookInstaller.ownFolder()
    let known = try InputErrors.asUsage { () throws(InputError) in try GitHooksPlace.ofUser() }
    if let known, known != own.path {
      return try uninstall(events.map(\.rawValue), in: HookFolder(path: known))
    }
    let foreign = HookScript.passedOn.filter { own.hasForeign($0) }
    guard foreign.isEmpty else {
      throw ProgramExit(
        code: .usage,
        message:
          "\(own.path) holds hooks that are not this program's (\(foreign.joined(separator: ", "))):"
          + " move them first, since git will not look there any more")
    }
    if known != nil {
      try InputErrors.asUsage { () throws(InputError) in try GitHooksPlace.setOfUser(nil) }
    }
    let ours = Set(HookScript.passedOn).union(events.map(\.rawValue)).sorted()
    let lines = try uninstall(ours, in: own).filter { !$0.hasSuffix("was not there") }
    own.removeIfEmpty()
    return lines.isEmpty ? ["no hooks for all repositories were there"] : lines
  }

  // MARK: One folder

  private func install(
    _ events: [HookEvent], in folder: HookFolder, isGlobal: Bool
  ) throws -> [String] {
    let program = try HookInstaller.programPath()
    return try events.map { event in
      let script = HookScript.text(event, program: program, isGlobal: isGlobal)
      return switch try folder.install(event.rawValue, script, force: force) {
      case .chained:
        "\(event.rawValue): installed in \(folder.path); the hook that was there runs first"
      case .renewed: "\(event.rawValue): renewed in \(folder.path)"
      default: "\(event.rawValue): installed in \(folder.path)"
      }
    }
  }

  private func uninstall(_ names: [String], in folder: HookFolder) throws -> [String] {
    try names.map { name in
      switch try folder.uninstall(name) {
      case .restored: "\(name): removed from \(folder.path); the hook that was there is back"
      case .removed: "\(name): removed from \(folder.path)"
      default: "\(name): was not there"
      }
    }
  }

  /// The folder that this program makes where the user has none.
  private static func ownFolder() throws -> HookFolder {
    let configuration =
      getenv("XDG_CONFIG_HOME").map { String(cString: $0) } ?? ""
    let home = getenv("HOME").map { String(cString: $0) } ?? ""
    if configuration.hasPrefix("/") { return HookFolder(path: "\(configuration)/sprawl/hooks") }
    guard home.hasPrefix("/") else {
      throw ProgramExit(code: .usage, message: "HOME is not set, so there is no place for --global")
    }
    return HookFolder(path: "\(home)/.config/sprawl/hooks")
  }

  private static func programPath() throws -> String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
    guard count > 0 else {
      throw ProgramExit(code: .usage, message: "/proc/self/exe: this program's path is not known")
    }
    return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
