/// Conditions on the arguments with which an agent starts a server.
enum AgentArguments {
  /// Ends of options whose value is a credential: `--access-token`, `--api-key`, `--key`.
  private static let secretEndings = ["key", "token", "secret", "password", "pat"]

  /// Whether the value stands behind an option that takes a credential.
  @Sendable static func followsSecretOption(_ place: Place, _ evaluation: Evaluation) -> Answer {
    guard case .sequence(let elements)? = place.parent?.node.value,
      let index = elements.firstIndex(where: { $0.span == place.node.span }), index > 0
    else { return .no }
    guard let option = elements[index - 1].text else { return .unknown }
    let name = option.lowercased()
    return Answer(
      name.hasPrefix("--") && !name.contains("=") && !name.contains("public")
        && secretEndings.contains { name.hasSuffix($0) })
  }

  /// Whether a server is fetched from a registry in whatever version is the newest when it starts.
  @Sendable static func runsUnpinnedPackage(_ place: Place, _ evaluation: Evaluation) -> Answer {
    guard let command = place.node["command"] else { return .no }
    guard let written = command.text else { return .unknown }
    let arguments = place.node["args"]?.elements ?? []
    let texts = arguments.map { $0.text ?? "\u{0}" }
    var words = ArraySlice([written] + texts)
    // `cmd /c npx …` on Windows.
    if program(words.first) == "cmd", words.dropFirst().first?.lowercased() == "/c" {
      words = words.dropFirst(2)
    }
    guard let package = Fetch(&words)?.package(words) else { return .no }
    return package.text.contains("\u{0}") || package.text.contains("$")
      ? .unknown : Answer(!package.isPinned)
  }

  private static func program(_ word: String?) -> String {
    let name = (word ?? "").split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
    return (name.split(separator: ".").first ?? name).lowercased()
  }

  private struct Package {
    var text: String
    var isPinned: Bool
  }

  /// A program that fetches what it runs.
  private enum Fetch {
    case npm, python, image

    /// Takes the program's own words off the front; nil where it fetches nothing.
    init?(_ words: inout ArraySlice<String>) {
      let second = words.dropFirst().first
      switch (program(words.first), second) {
      case ("npx", _), ("bunx", _), ("pnpx", _):
        self = .npm
        words = words.dropFirst()
      case ("pnpm", "dlx"), ("yarn", "dlx"), ("bun", "x"):
        self = .npm
        words = words.dropFirst(2)
      case ("uvx", _):
        self = .python
        words = words.dropFirst()
      case ("pipx", "run"):
        self = .python
        words = words.dropFirst(2)
      case ("docker", "run"), ("podman", "run"):
        self = .image
        words = words.dropFirst(2)
      default: return nil
      }
    }

    /// Options that have their value in the next word.
    private static let withValue: Set<String> = [
      "-e", "--env", "-v", "--volume", "--mount", "--name", "--network", "--env-file", "-p",
      "--publish", "--platform", "-w", "--workdir", "-u", "--user", "--entrypoint", "--pull",
      "--add-host", "--label", "-l", "--memory", "-m", "--cpus", "--python", "--with", "--index",
      "--index-url", "--extra-index-url", "--registry", "--net", "--hostname", "-h",
    ]

    /// What is fetched, by the first word that is no option; nil where it is a path or an address of a repository.
    func package(_ words: ArraySlice<String>) -> Package? {
      var words = words
      while let word = words.popFirst() {
        let source = word.split(separator: "=", maxSplits: 1).map(String.init)
        if self != .image, ["--package", "--from", "-p", "--spec"].contains(source[0]) {
          return (source.count > 1 ? source[1] : words.first).flatMap { read($0) }
        }
        if word.hasPrefix("-") {
          if Fetch.withValue.contains(word) { words = words.dropFirst() }
          continue
        }
        return read(word)
      }
      return nil
    }

    private func read(_ name: String) -> Package? {
      let isElsewhere =
        name.isEmpty || name.hasPrefix(".") || name.hasPrefix("/") || name.contains("://")
        || name.hasPrefix("git+") || name.hasPrefix("github:")
      if isElsewhere { return nil }
      switch self {
      case .npm:
        let version = name.dropFirst().split(separator: "@", maxSplits: 1).dropFirst().first
        let tags = ["latest", "next", "beta", "*"]
        return Package(text: name, isPinned: version.map { !tags.contains(String($0)) } ?? false)
      case .python:
        let version = name.split(separator: "@", maxSplits: 1).dropFirst().first
        return Package(
          text: name, isPinned: name.contains("==") || (version.map { $0 != "latest" } ?? false))
      case .image:
        let last = name.split(separator: "/").last ?? ""
        let tag = last.split(separator: ":", maxSplits: 1).dropFirst().first
        let isPinned = name.contains("@sha256:") || (tag.map { $0 != "latest" } ?? false)
        return Package(text: name, isPinned: isPinned)
      }
    }
  }
}
