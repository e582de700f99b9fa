internal import Glibc
internal import Inputs
internal import Policy

/// Finds and reads `sprawl.yml` and baselines.
enum PolicyFiles {
  /// Where a policy is looked for, in a folder.
  private static let names = ["sprawl.yml", ".sprawl.yml"]

  /// A policy, and the folder that its paths are relative to.
  struct Found {
    var policy: ScanPolicy
    /// Absolute.
    var folder: String
  }

  /// The policy for a scan.
  ///
  /// - Parameters:
  ///   - file: `--config`; its paths are relative to the root of the repository that is scanned.
  ///   - place: looked at, and the root of its repository; nothing between them.
  static func policy(_ file: String?, for place: ScanPlace) throws -> Found {
    let folder = absolute(place.folder)
    let root = repositoryRoot(above: folder)
    if let file {
      let bytes = try contents(file, limit: ScanPolicy.sizeLimit, isNamed: true)
      guard let bytes else { throw ProgramExit(code: .usage, message: "\(file): no such file") }
      return Found(policy: try read(bytes, file), folder: root ?? folder)
    }
    for candidate in [folder, root].compactMap({ $0 }) {
      let found = try names.compactMap { name in
        try contents("\(candidate)/\(name)", limit: ScanPolicy.sizeLimit, isNamed: false)
          .map { (name: name, bytes: $0) }
      }
      guard found.count < 2 else {
        throw ProgramExit(
          code: .usage,
          message: "\(candidate) has sprawl.yml and .sprawl.yml: keep one of them, or say --config")
      }
      if let file = found.first {
        return Found(policy: try read(file.bytes, file.name), folder: candidate)
      }
    }
    return Found(policy: .builtIn, folder: root ?? folder)
  }

  /// Reads a policy's bytes, wherever they are from.
  static func read(_ bytes: [UInt8], _ name: String) throws -> ScanPolicy {
    do throws(PolicyErrors) {
      return try ScanPolicy.read(bytes, name: name)
    } catch {
      throw ProgramExit(code: .usage, message: "the policy is wrong\n\(error)")
    }
  }

  /// Reads a baseline; nil where there is no such file.
  static func baseline(_ file: String) throws -> Baseline? {
    guard let bytes = try contents(file, limit: Baseline.sizeLimit, isNamed: true) else {
      return nil
    }
    do throws(PolicyErrors) {
      return try Baseline.read(bytes, name: file)
    } catch {
      throw ProgramExit(code: .usage, message: "the baseline is wrong\n\(error)")
    }
  }

  /// `folder` relative to `base` with a slash behind it, which stands before paths; empty where it is not below it.
  static func prefix(of folder: String, in base: String) -> [UInt8] {
    let (folder, base) = (absolute(folder), absolute(base))
    guard folder != base, folder.hasPrefix(base == "/" ? "/" : base + "/") else { return [] }
    return Array(folder.utf8.dropFirst(base == "/" ? 1 : base.utf8.count + 1)) + [0x2F]
  }

  /// The root of the work tree that a folder lies in; nil where none is found.
  static func repositoryRoot(above folder: String) -> String? {
    var folder = absolute(folder)
    while folder.hasPrefix("/") {
      if access("\(folder)/.git", F_OK) == 0 { return folder }
      guard folder != "/", let slash = folder.lastIndex(of: "/") else { return nil }
      folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
    }
    return nil
  }

  /// The path without links; as it is where it names nothing.
  static func absolute(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// A file's bytes, at most one more than `limit`; nil where there is none.
  ///
  /// - Parameter isNamed: somebody has typed its name: links are followed, and it need not be a regular file. What is
  ///   only found in a scanned tree must be one: a link could make the program read what its owner may not.
  private static func contents(_ path: String, limit: Int, isNamed: Bool) throws -> [UInt8]? {
    func failure() -> ProgramExit {
      ProgramExit(code: .usage, message: "\(path): \(String(cString: strerror(errno)))")
    }
    let flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | (isNamed ? 0 : O_NOFOLLOW | O_NONBLOCK)
    let descriptor = open(path, flags)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR || (!isNamed && errno == ELOOP) { return nil }
      throw failure()
    }
    defer { close(descriptor) }
    guard let status = FileStatus.of(open: descriptor) else { throw failure() }
    if !isNamed, status.kind != .regular { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure() }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
  }
}

/// What a scan is about, as far as policies and baselines need to know.
struct ScanPlace {
  /// Paths in the report are relative to it.
  var folder = "."
  /// The scan is about all of the folder, or all of the repository's history: what it does not find is not there.
  var isWhole = false
  /// Where the policy comes from.
  var policy = PolicySource.looked
  /// Where rule files and baselines are read.
  var settings = SettingsSource.disk

  /// The working directory, not all of it.
  init() {}

  /// Folders and files of the command line.
  init(paths: [String]) {
    guard paths.count <= 1 else { return }
    let path = paths.first ?? "."
    guard FileStatus.at(path, followsLinks: true)?.kind == .directory else { return }
    folder = path
    isWhole = true
  }

  /// A history.
  init(repository: String, isWhole: Bool) {
    folder = PolicyFiles.repositoryRoot(above: repository) ?? repository
    self.isWhole = isWhole
  }

  /// A change, which is judged by what `settings` have; `config` is `--config`.
  init(changeOf repository: String, by settings: SettingsSource, config: String?) throws {
    folder = PolicyFiles.repositoryRoot(above: repository) ?? repository
    self.settings = settings
    policy = try settings.policy(config)
  }
}

/// Where a scan's policy comes from, unless `--config` names it.
enum PolicySource {
  /// It is looked for in the scanned folder and at its repository's root.
  case looked
  /// It has been read elsewhere, as a review reads its base revision; paths are relative to the repository's root.
  case given([UInt8], name: String)
  /// It has been looked for elsewhere, and is not there.
  case absent
}
