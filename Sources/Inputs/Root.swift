/// A directory or file named on the command line.
struct Root: Sendable, Equatable {
  /// What to open, as typed.
  var path: [UInt8]
  /// Absolute, without links.
  var canonical: [UInt8]
  /// What stands before a path below it in the reports; a file's whole reported path.
  var prefix: [UInt8]
  var isDirectory: Bool
  /// It lies in a folder of dependencies below the working directory.
  var isDependency: Bool

  /// Finds the roots, each once, and how paths below them are reported.
  ///
  /// One directory: relative to it. Otherwise as typed, cleaned; relative to the working directory where below it.
  static func resolve(_ typed: [String]) throws(InputError) -> [Root] {
    let workingDirectory: [UInt8]
    do throws(SystemError) {
      workingDirectory = try PathBytes.workingDirectory()
    } catch {
      throw .noWorkingDirectory(reason: error.text)
    }
    var roots: [Root] = []
    var seen: Set<[UInt8]> = []
    for text in typed {
      let root = try Root(text, workingDirectory: workingDirectory)
      if seen.insert(root.canonical).inserted { roots.append(root) }
    }
    if roots.count == 1, typed.count == 1, roots[0].isDirectory {
      roots[0].prefix = []
      roots[0].isDependency = false
    }
    return roots
  }

  private init(_ text: String, workingDirectory: [UInt8]) throws(InputError) {
    path = Array(text.utf8)
    guard !path.isEmpty, !path.contains(0) else { throw .rootNotFound(text) }
    let status: FileStatus
    do throws(SystemError) {
      canonical = try PathBytes.canonical(path)
      status = try FileStatus.of(path: canonical)
    } catch {
      throw error.isMissing ? .rootNotFound(text) : .rootUnreadable(text, reason: error.text)
    }
    switch status.kind {
    case .directory: isDirectory = true
    case .regular: isDirectory = false
    case .special, .symbolicLink: throw .rootIsSpecial(text)
    }
    let absolute = PathBytes.cleaned(
      path.first == PathBytes.slash ? path : PathBytes.join(workingDirectory, path))
    if let below = PathBytes.relative(absolute, to: workingDirectory) {
      prefix = below
      isDependency = DependencyFolders.contain(below)
    } else {
      let cleaned = PathBytes.cleaned(path)
      prefix = cleaned.first == PathBytes.slash ? Array(cleaned.dropFirst()) : cleaned
      isDependency = false
    }
  }
}

/// Folders that hold other people's code, by name.
enum DependencyFolders {
  private static let names: Set<[UInt8]> = Set(
    [
      "node_modules", "bower_components", "vendor", ".venv", "venv", "site-packages", ".build",
      "Pods", ".gradle", ".tox", "__pypackages__", ".yarn", "Carthage", ".terraform", "DerivedData",
    ].map { Array($0.utf8) })
  private static let cargo = Array(".cargo".utf8)
  private static let registry = Array("registry".utf8)

  /// Whether a directory is such a folder; `parent` is the name of the one that it lies in.
  static func contain(name: some Collection<UInt8>, parent: some Collection<UInt8>) -> Bool {
    names.contains(Array(name)) || (name.elementsEqual(registry) && parent.elementsEqual(cargo))
  }

  /// Whether a relative path leads through such a folder or to it.
  static func contain(_ path: [UInt8]) -> Bool {
    let components = path.split(separator: PathBytes.slash)
    return components.indices.contains { index in
      contain(name: components[index], parent: index > 0 ? components[index - 1] : [])
    }
  }
}
