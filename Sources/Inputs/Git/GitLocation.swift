internal import Glibc

/// Where the parts of a repository lie, found without running git.
struct GitLocation: Sendable, Equatable {
  /// What `HEAD` and the index belong to; for a linked work tree not the same as ``commonDirectory``.
  let gitDirectory: [UInt8]
  /// References, configuration and objects.
  let commonDirectory: [UInt8]
  /// The work tree that the path lies in; nil for a bare repository.
  let workTree: [UInt8]?
  let usesSHA256: Bool
  let isPartialClone: Bool
  /// The address of the remote `origin`, as configured.
  let origin: [UInt8]?
  /// The commits at which a shallow clone was cut off, as the file has them; empty for a whole one.
  let shallow: [UInt8]

  private static let shallowLimit = 64 << 20

  /// Looks at `path` and at the folders above it, as git does.
  init(_ path: String) throws(InputError) {
    let canonical: [UInt8]
    do throws(SystemError) {
      guard !path.utf8.contains(0) else { throw SystemError(code: ENOENT) }
      canonical = try PathBytes.canonical(Array(path.utf8))
      SystemCalls.close(try SystemCalls.openDirectory(canonical, followsLinks: true))
    } catch {
      throw error.isMissing ? .rootNotFound(path) : .rootUnreadable(path, reason: error.text)
    }
    var folder: [UInt8]? = canonical
    while let current = folder {
      if let found = GitLocation.gitDirectory(at: current) {
        self.init(found.path, workTree: found.isBare ? nil : current)
        return
      }
      folder = PathBytes.parent(current)
    }
    throw .notARepository(path)
  }

  /// The repository of a git directory that git itself has named, as it does for its hooks; the working directory is its
  /// work tree.
  ///
  /// - Parameter gitDirectory: absolute.
  init(gitDirectory: [UInt8]) throws(InputError) {
    guard GitLocation.isGitDirectory(gitDirectory) else {
      throw .notARepository(String(decoding: gitDirectory, as: UTF8.self))
    }
    let working = (try? PathBytes.workingDirectory()).flatMap { try? PathBytes.canonical($0) }
    let canonical = (try? PathBytes.canonical(gitDirectory)) ?? gitDirectory
    self.init(canonical, workTree: working == canonical ? nil : working)
  }

  private init(_ directory: [UInt8], workTree: [UInt8]?) {
    gitDirectory = (try? PathBytes.canonical(directory)) ?? directory
    self.workTree = workTree
    let common = GitRepository.commonDirectory(of: gitDirectory)
    commonDirectory = (try? PathBytes.canonical(common)) ?? common
    var configuration = GitConfiguration()
    if let text = GitLocation.text(
      PathBytes.join(commonDirectory, "config".utf8), limit: GitConfiguration.sizeLimit)
    {
      configuration.apply(text)
    }
    usesSHA256 = configuration.usesSHA256
    isPartialClone = configuration.isPartialClone
    origin = configuration.origin
    shallow =
      GitLocation.text(
        PathBytes.join(commonDirectory, "shallow".utf8), limit: GitLocation.shallowLimit) ?? []
  }

  /// Where its objects lie; other stores may be named there as alternates.
  var objects: [UInt8] { PathBytes.join(commonDirectory, "objects".utf8) }

  /// Directories from which nothing may be executed.
  var untrusted: [[UInt8]] { [gitDirectory, commonDirectory] + (workTree.map { [$0] } ?? []) }

  /// The ids that the `HEAD` files of all linked work trees hold; those that name a branch are left out.
  var detachedHeads: [[UInt8]] {
    let folder = PathBytes.join(commonDirectory, "worktrees".utf8)
    guard let descriptor = try? SystemCalls.openDirectory(folder, followsLinks: false),
      let stream = try? DirectoryStream(descriptor: descriptor)
    else { return [] }
    var listing = Listing()
    var hasMore = true
    var heads: [[UInt8]] = []
    while hasMore {
      listing.removeAll()
      hasMore = (try? stream.list(into: &listing, limit: TreeWalk.chunkSize)) ?? false
      for entry in listing.entries {
        let file = PathBytes.join(
          PathBytes.join(folder, listing.names[entry.name]), "HEAD".utf8)
        guard let text = GitLocation.text(file, limit: 4096) else { continue }
        let line = Array(text.prefix { $0 != 0x0A && $0 != 0x0D })
        if ObjectName.isHexadecimal(line) { heads.append(line) }
      }
    }
    return heads
  }

  /// The commits that the stash's log names, older entries too; the reference itself has only the newest.
  var stashes: [[UInt8]] {
    let log = PathBytes.join(commonDirectory, "logs/refs/stash".utf8)
    guard let text = GitLocation.text(log, limit: 16 << 20) else { return [] }
    return text.split(separator: 0x0A).compactMap { line in
      let words = line.split(separator: 0x20, maxSplits: 2)
      guard words.count > 1, ObjectName.isHexadecimal(words[1]) else { return nil }
      return Array(words[1])
    }
  }

  static func text(_ file: [UInt8], limit: Int) -> [UInt8]? {
    (try? SystemCalls.contents(of: file, limit: limit))?.bytes
  }

  private static func gitDirectory(at folder: [UInt8]) -> (path: [UInt8], isBare: Bool)? {
    if let path = GitRepository.gitDirectory(of: folder), isGitDirectory(path) {
      return (path, false)
    }
    return isGitDirectory(folder) ? (folder, true) : nil
  }

  /// By what git itself looks for: `HEAD`, and objects and references here or in the common directory.
  private static func isGitDirectory(_ folder: [UInt8]) -> Bool {
    guard let head = text(PathBytes.join(folder, "HEAD".utf8), limit: 4096),
      head.starts(with: Array("ref:".utf8))
        || ObjectName.isHexadecimal(head.prefix { $0 != 0x0A })
    else { return false }
    let common = GitRepository.commonDirectory(of: folder)
    return ["objects", "refs"].allSatisfy { name in
      guard
        let descriptor = try? SystemCalls.openDirectory(
          PathBytes.join(common, name.utf8), followsLinks: true)
      else { return false }
      SystemCalls.close(descriptor)
      return true
    }
  }
}

/// Names of objects: 20 or 32 bytes, in git's texts twice as many digits.
enum ObjectName {
  /// Whether it is an object's whole name in hexadecimal digits.
  static func isHexadecimal(_ text: some Collection<UInt8>) -> Bool {
    (text.count == 40 || text.count == 64) && text.allSatisfy { digit($0) < 16 }
  }

  /// The bytes that digits stand for; false where something else stands among them.
  @inline(__always)
  static func parse(
    _ text: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard text.count == bytes.count * 2 else { return false }
    var worst: UInt8 = 0
    for index in 0..<bytes.count {
      let (high, low) = (digit(text[2 * index]), digit(text[2 * index + 1]))
      worst |= high | low
      bytes[index] = high << 4 | low
    }
    return worst < 16
  }

  /// In hexadecimal digits.
  static func text(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  /// Over 15 where it is none.
  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt8 {
    let number = byte &- 0x30
    if number < 10 { return number }
    let letter = (byte | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : 0xFF
  }
}
