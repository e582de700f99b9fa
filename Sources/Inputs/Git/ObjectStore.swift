internal import Glibc

/// A repository's objects, read by git through a bare repository of our own that has no references, no hooks and none of
/// the repository's configuration, but its objects.
///
/// The real git directory is named to git only to learn what references are called, since `include.path`, promisor
/// remotes and whatever future versions obey stand in its configuration. Ends with the folder's removal.
final class ObjectStore: Sendable {
  let location: GitLocation
  let cancellation: Cancellation
  private let program: GitProgram
  private let scratch: [UInt8]
  /// Where objects are read: `NAME=value`.
  private let reading: [[UInt8]]
  /// The same where git makes objects of its own on the way: those go into the scratch folder.
  private let writing: [[UInt8]]

  /// Seconds that git may take to list references; a configuration can name a pipe that nobody writes to.
  private static let referenceTimeLimit = 60
  private static let answerLimit = 1 << 30

  /// - Parameters:
  ///   - objects: a directory to read instead of the repository's, and
  ///   - alternates: others beside it, as git writes them in `GIT_ALTERNATE_OBJECT_DIRECTORIES`: a push's quarantine.
  init(
    location: GitLocation, cancellation: Cancellation, objects: [UInt8]? = nil,
    alternates: [UInt8]? = nil
  ) throws(InputError) {
    self.location = location
    self.cancellation = cancellation
    program = try GitProgram.find(outside: location.untrusted)
    scratch = try ObjectStore.makeScratch()
    let directory = Array("GIT_OBJECT_DIRECTORY=".utf8)
    let others = Array("GIT_ALTERNATE_OBJECT_DIRECTORIES=".utf8)
    let objects = objects ?? location.objects
    let more = alternates.map { [UInt8(ascii: ":")] + $0 } ?? []
    reading = [directory + objects] + (alternates.map { [others + $0] } ?? [])
    writing = [
      directory + PathBytes.join(scratch, "objects".utf8),
      others + ObjectStore.quoted(objects) + more,
    ]
    try prepare()
  }

  deinit {
    for name in ["HEAD", "config", "shallow"] { remove(name, isDirectory: false) }
    removeObjects()
    for name in ["refs", "objects", ""] { remove(name, isDirectory: true) }
  }

  /// Starts a command that reads objects; `input` is kept open here and read from its beginning.
  ///
  /// - Parameters:
  ///   - index: a file that stands for the index; absolute.
  ///   - writes: objects that the command makes go into the scratch folder, and are read there.
  func start(
    _ arguments: [String], input: Int32? = nil, index: [UInt8]? = nil, writes: Bool = false
  ) throws(SystemError) -> ChildOutput {
    try start(bytes: arguments.map { Array($0.utf8) }, input: input, index: index, writes: writes)
  }

  private func start(
    bytes arguments: [[UInt8]], input: Int32?, index: [UInt8]? = nil, writes: Bool = false
  ) throws(SystemError) -> ChildOutput {
    let variables = (writes ? writing : reading) + ObjectStore.variables(index: index)
    let process = try program.start(
      arguments, gitDirectory: scratch, variables: variables, input: input)
    return ChildOutput(process, cancellation: cancellation)
  }

  /// What a command that reads objects answers, as a whole.
  func answer(
    _ arguments: [String], input: [UInt8] = [], writes: Bool = false
  ) throws(InputError) -> (bytes: [UInt8], ending: ChildProcess.Ending) {
    try answer(bytes: arguments.map { Array($0.utf8) }, input: input, writes: writes)
  }

  /// The same, of arguments that need not be UTF-8.
  func answer(
    bytes arguments: [[UInt8]], input: [UInt8] = [], writes: Bool = false
  ) throws(InputError) -> (bytes: [UInt8], ending: ChildProcess.Ending) {
    do throws(SystemError) {
      let file = try input.isEmpty ? nil : temporaryFile(input)
      defer { if let file { SystemCalls.close(file) } }
      let output = try start(bytes: arguments, input: file, writes: writes)
      let bytes = output.all(limit: ObjectStore.answerLimit)
      return (bytes, output.finish())
    } catch {
      throw .gitFailed(
        command: String(decoding: arguments.first ?? [], as: UTF8.self), reason: error.text)
    }
  }

  private static func variables(index: [UInt8]?) -> [[UInt8]] {
    index.map { [Array("GIT_INDEX_FILE=".utf8) + $0] } ?? []
  }

  /// A directory as it stands in a list of them: https://git-scm.com/docs/git#Documentation/git.txt-codeGITALTERNATEOBJECTDIRECTORIEScode
  private static func quoted(_ path: [UInt8]) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    guard path.contains(where: { $0 == UInt8(ascii: ":") || $0 == quote }) else { return path }
    let escaped = path.flatMap {
      $0 == quote || $0 == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), $0] : [$0]
    }
    return [quote] + escaped + [quote]
  }

  /// What a command that reads references answers. It runs on the repository itself.
  func answerOfRepository(
    _ arguments: [String]
  ) throws(InputError) -> (bytes: [UInt8], ending: ChildProcess.Ending) {
    do throws(SystemError) {
      let output = try startInRepository(arguments)
      let bytes = output.all(limit: ObjectStore.answerLimit)
      let hasTimedOut = output.hasTimedOut
      var ending = output.finish()
      if hasTimedOut, ending.status != 0 { ending.message = "no answer after 60 seconds" }
      return (bytes, ending)
    } catch {
      throw .gitFailed(command: arguments.first ?? "", reason: error.text)
    }
  }

  /// Starts a command on the repository itself, for what its references or its index say.
  func startInRepository(
    _ arguments: [String], index: [UInt8]? = nil
  ) throws(SystemError) -> ChildOutput {
    // A work tree of our own: git looks for attributes in one.
    let workTree = Array("GIT_WORK_TREE=".utf8) + PathBytes.join(scratch, "objects".utf8)
    let process = try program.start(
      arguments.map { Array($0.utf8) }, gitDirectory: location.gitDirectory,
      variables: [workTree] + ObjectStore.variables(index: index))
    return ChildOutput(
      process, cancellation: cancellation, timeLimit: ObjectStore.referenceTimeLimit)
  }

  /// A file without a name that holds `bytes`, at its beginning. A child reads it at its own pace, where a pipe would need
  /// a thread to fill it.
  func temporaryFile(_ bytes: [UInt8]) throws(SystemError) -> Int32 {
    var template = PathBytes.join(scratch, "input-XXXXXX".utf8).map { CChar(bitPattern: $0) } + [0]
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .last }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    do throws(SystemError) {
      try ObjectStore.write(bytes, to: descriptor)
      guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw .last }
    } catch {
      SystemCalls.close(descriptor)
      throw error
    }
    return descriptor
  }

  // MARK: The scratch folder

  private static func makeScratch() throws(InputError) -> [UInt8] {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    let base = folder.hasPrefix("/") ? folder : "/tmp"
    var template = Array("\(base)/sprawl-git-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .noTemporaryFolder(base, reason: SystemError.last.text)
    }
    return template.dropLast().map { UInt8(bitPattern: $0) }
  }

  private func prepare() throws(InputError) {
    let version = location.usesSHA256 ? 1 : 0
    var configuration = "[core]\n\tbare = true\n\trepositoryformatversion = \(version)\n"
    if location.usesSHA256 { configuration += "[extensions]\n\tobjectformat = sha256\n" }
    do throws(SystemError) {
      for name in ["refs", "objects"] {
        guard call(name, { mkdir($0, 0o700) }) == 0 else { throw .last }
      }
      try create("HEAD", Array("ref: refs/heads/none\n".utf8))
      try create("config", Array(configuration.utf8))
      if !location.shallow.isEmpty { try create("shallow", location.shallow) }
    } catch {
      throw .noTemporaryFolder(String(decoding: scratch, as: UTF8.self), reason: error.text)
    }
  }

  private func create(_ name: String, _ bytes: [UInt8]) throws(SystemError) {
    let descriptor = call(name) { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { throw .last }
    defer { SystemCalls.close(descriptor) }
    try ObjectStore.write(bytes, to: descriptor)
  }

  /// Objects that were made on the way, in folders of two digits.
  private func removeObjects() {
    let objects = PathBytes.join(scratch, "objects".utf8)
    for folder in ObjectStore.names(in: objects) {
      let name = "objects/" + String(decoding: folder, as: UTF8.self)
      for file in ObjectStore.names(in: PathBytes.join(objects, folder)) {
        remove("\(name)/\(String(decoding: file, as: UTF8.self))", isDirectory: false)
      }
      remove(name, isDirectory: true)
    }
  }

  private static func names(in folder: [UInt8]) -> [[UInt8]] {
    guard let descriptor = try? SystemCalls.openDirectory(folder, followsLinks: false),
      let stream = try? DirectoryStream(descriptor: descriptor)
    else { return [] }
    var listing = Listing()
    _ = try? stream.list(into: &listing, limit: TreeWalk.chunkSize)
    return listing.entries.map { Array(listing.names[$0.name]) }
  }

  private func remove(_ name: String, isDirectory: Bool) {
    _ = call(name) { isDirectory ? rmdir($0) : unlink($0) }
  }

  private func call(_ name: String, _ body: (UnsafePointer<CChar>) -> Int32) -> Int32 {
    let path = PathBytes.join(scratch, name.utf8).map { CChar(bitPattern: $0) } + [0]
    return path.withUnsafeBufferPointer { $0.baseAddress.map(body) ?? -1 }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno != EINTR { throw .last }
      start += max(0, count)
    }
  }
}
