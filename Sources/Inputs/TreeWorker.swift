internal import Glibc
internal import Model
internal import PathPatterns

/// What all workers of one walk share.
struct TreeContext: Sendable {
  let options: TreeOptions
  let cancellation: Cancellation
  let progress: Progress?
  let pool: WorkPool<TreeJob>
  let mounts: MountTable
  let gitIgnore: GitIgnore
  /// The roots' canonical paths where there are several: a walk leaves out what another root brings.
  let roots: Set<[UInt8]>
}

/// One worker of a walk: takes jobs, lists directories, reads files.
///
/// A directory is listed a chunk at a time. First its subdirectories and the rest of its entries are put where other
/// workers find them, then the chunk's files are read through the directory's descriptor, so that a file costs four
/// system calls and its path is put together only for the report.
struct TreeWorker<Consumer: BlobConsumer & SendableMetatype> {
  private let context: TreeContext
  private let number: Int
  private let reader: BlobReader
  private var listing = Listing()
  private(set) var coverage = Coverage()
  private(set) var consumer: Consumer

  init(context: TreeContext, number: Int, consumer: Consumer) {
    self.context = context
    self.number = number
    self.consumer = consumer
    reader = BlobReader(cancellation: context.cancellation, progress: context.progress)
  }

  /// Works until the walk is over.
  mutating func run() {
    while let job = context.pool.next(worker: number) {
      if !context.cancellation.isCancelled { perform(job) }
      context.pool.finish()
    }
  }

  private mutating func perform(_ job: TreeJob) {
    switch job {
    case .root(let root):
      if root.isDirectory {
        enter(root: root, relative: [], parent: nil, isDependency: root.isDependency)
      } else {
        readRootFile(root)
      }
    case .directory(let parent, let names, let name):
      let isDependency =
        parent.isDependency
        || DependencyFolders.contain(
          name: names[name],
          parent: PathBytes.name(parent.relative))
      enter(
        root: parent.root, relative: PathBytes.join(parent.relative, names[name]), parent: parent,
        isDependency: isDependency)
    case .rest(let directory, let stream):
      listRest(of: directory, stream)
    case .file(let directory, let name):
      readLargeFile(name, in: directory)
    }
  }

  // MARK: Directories

  private mutating func enter(
    root: Root, relative: [UInt8], parent: Directory?, isDependency: Bool
  ) {
    do throws(SystemError) {
      let descriptor = try SystemCalls.openDirectory(
        PathBytes.join(root.path, relative), followsLinks: parent == nil)
      let stream = try DirectoryStream(descriptor: descriptor)
      let device = try FileStatus.of(descriptor: descriptor).device
      if let parent, parent.device != device, context.mounts.isPseudo(device: device) {
        coverage.skip(.special)
        return
      }
      listing.removeAll()
      let hasMore = try stream.list(into: &listing, limit: TreeWalk.chunkSize)
      let directory = Directory(
        root: root, relative: relative, device: device, isDependency: isDependency,
        sprawlIgnore: sprawlIgnore(
          stream, hasMore: hasMore, root: root, relative: relative, parent: parent?.sprawlIgnore),
        git: gitState(root: root, relative: relative, parent: parent))
      work(on: directory, stream, hasMore: hasMore)
    } catch {
      note(PathBytes.join(root.prefix, relative), error.text)
    }
  }

  private mutating func listRest(of directory: Directory, _ stream: DirectoryStream) {
    do throws(SystemError) {
      listing.removeAll()
      let hasMore = try stream.list(into: &listing, limit: TreeWalk.chunkSize)
      work(on: directory, stream, hasMore: hasMore)
    } catch {
      note(directory.reported, error.text)
    }
  }

  /// The rules that hold in a directory, a `.sprawlignore` of its own included.
  private mutating func sprawlIgnore(
    _ stream: DirectoryStream, hasMore: Bool, root: Root, relative: [UInt8], parent: IgnoreScope?
  ) -> IgnoreScope? {
    // Where the listing is not complete the file may still come, and it must be known before anything is read.
    guard context.options.usesSprawlIgnore,
      hasMore || listing.entries.contains(where: { isName($0, TreeWalk.sprawlIgnoreName) })
    else { return parent }
    let path = PathBytes.join(
      PathBytes.join(root.prefix, relative), TreeWalk.sprawlIgnoreName)
    do throws(SystemError) {
      let descriptor = try SystemCalls.openFile(".sprawlignore", in: stream.descriptor)
      defer { SystemCalls.close(descriptor) }
      let status = try FileStatus.of(descriptor: descriptor)
      guard status.kind == .regular else { return parent }
      let text = try SystemCalls.contents(
        of: descriptor, sizeHint: status.size, limit: IgnoreRules.sizeLimit)
      if text.isCut { note(path, "longer than 1 MiB: the patterns behind that are not used") }
      let rules = IgnoreRules(text.bytes)
      guard !rules.isEmpty else { return parent }
      return IgnoreScope(
        rules, baseCount: relative.isEmpty ? 0 : relative.count + 1, parent: parent)
    } catch {
      if error.code != ENOENT, error.code != ELOOP { note(path, error.text) }
      return parent
    }
  }

  private func gitState(root: Root, relative: [UInt8], parent: Directory?) -> GitIgnore.State? {
    guard context.options.respectsGitignore else { return nil }
    if let state = parent?.git {
      return context.gitIgnore.entering(PathBytes.join(root.canonical, relative), from: state)
    }
    // A root was asked for by name, so it is walked though git may ignore it.
    var state = context.gitIgnore.state(of: root.canonical)
    state.isIgnored = false
    return state
  }

  /// Hands out what the listed chunk leads to, then reads its files.
  private mutating func work(on directory: Directory, _ stream: DirectoryStream, hasMore: Bool) {
    let listing = takeListing()
    defer { self.listing = listing }
    var subdirectories: [UInt8] = []
    var ranges: [Range<Int>] = []
    var kinds = [Listing.Entry.Kind](repeating: .unknown, count: listing.entries.count)
    for (index, entry) in listing.entries.enumerated() {
      kinds[index] = kind(of: entry, in: listing, directory, stream)
      guard kinds[index] == .directory else { continue }
      let start = subdirectories.count
      subdirectories.append(contentsOf: listing.names[entry.name])
      ranges.append(start..<subdirectories.count)
    }
    context.pool.push(
      ranges.map { .directory(parent: directory, names: subdirectories, name: $0) }, worker: number)
    if hasMore { context.pool.push([.rest(of: directory, stream)], worker: number) }
    for (index, entry) in listing.entries.enumerated() where kinds[index] == .regular {
      if context.cancellation.isCancelled { return }
      readFile(listing, entry, in: directory, stream.descriptor)
    }
    // The files were opened through the stream's descriptor.
    withExtendedLifetime(stream) {}
  }

  /// Moves the listing out, so that its buffers are not copied while it is read and the worker changes.
  private mutating func takeListing() -> Listing {
    let taken = listing
    listing = Listing()
    return taken
  }

  /// What to do with an entry: `.regular` read, `.directory` enter, anything else leave (it has been counted).
  private mutating func kind(
    of entry: Listing.Entry, in listing: Listing, _ directory: Directory, _ stream: DirectoryStream
  ) -> Listing.Entry.Kind {
    var kind = entry.kind
    if kind == .unknown {
      do throws(SystemError) {
        kind =
          switch try status(entry, listing, stream.descriptor).kind {
          case .regular: .regular
          case .directory: .directory
          case .symbolicLink: .symbolicLink
          case .special: .special
          }
      } catch {
        note(PathBytes.join(directory.reported, listing.names[entry.name]), error.text)
        return .special
      }
    }
    switch kind {
    case .symbolicLink: coverage.skip(.symbolicLink)
    case .special, .unknown: coverage.skip(.special)
    case .regular, .directory:
      let isDirectory = kind == .directory
      if directory.sprawlIgnore != nil || directory.git != nil || !context.roots.isEmpty
        || context.options.leavesOut != nil,
        isLeftOut(listing.names[entry.name], isDirectory: isDirectory, in: directory)
      {
        return .special
      }
      if isDirectory, isGitName(entry, listing) {
        coverage.skip(.gitInternals)
        readGitConfiguration(in: directory, stream.descriptor)
        return .special
      }
    }
    return kind
  }

  /// Whether an ignore file, the policy or another root takes the entry away; counts it where it is not the root.
  private mutating func isLeftOut(
    _ name: ArraySlice<UInt8>, isDirectory: Bool, in directory: Directory
  ) -> Bool {
    let path = PathBytes.join(directory.relative, name)
    if let leavesOut = context.options.leavesOut,
      leavesOut(BlobPath(PathBytes.join(directory.reported, name)), isDirectory)
    {
      coverage.skip(.policyExcluded)
      return true
    }
    if directory.sprawlIgnore?.verdict(
      path, nameStart: path.count - name.count, isDirectory: isDirectory) == true
    {
      coverage.skip(.sprawlIgnored)
      return true
    }
    guard directory.git != nil || !context.roots.isEmpty else { return false }
    let absolute = PathBytes.join(directory.root.canonical, path)
    if directory.git?.scope?.verdict(
      absolute, nameStart: absolute.count - name.count, isDirectory: isDirectory) == true,
      isDirectory || directory.git?.repository?.isTracked(absolute) != true
    {
      coverage.skip(.gitIgnored)
      return true
    }
    return context.roots.contains(absolute)
  }

  private func isName(_ entry: Listing.Entry, _ name: [UInt8]) -> Bool {
    entry.count == name.count && listing.names[entry.name].elementsEqual(name)
  }

  private func isGitName(_ entry: Listing.Entry, _ listing: Listing) -> Bool {
    entry.count == TreeWalk.gitName.count
      && listing.names[entry.name].elementsEqual(TreeWalk.gitName)
  }

  private func status(
    _ entry: Listing.Entry, _ listing: Listing, _ descriptor: Int32
  ) throws(SystemError) -> FileStatus {
    var name = Array(listing.names[entry.name]).map { CChar(bitPattern: $0) }
    name.append(0)
    return try FileStatus.of(entry: name, in: descriptor)
  }

  // MARK: Files

  private mutating func readFile(
    _ listing: Listing, _ entry: Listing.Entry, in directory: Directory, _ descriptor: Int32
  ) {
    do throws(SystemError) {
      let file = try listing.openFile(entry, in: descriptor)
      defer { SystemCalls.close(file) }
      let status = try FileStatus.of(descriptor: file)
      if status.size > TreeWalk.largeFileSize, context.options.jobs > 1, status.kind == .regular {
        let name = Array(listing.names[entry.name])
        context.pool.push([.file(in: directory, name: name)], worker: number)
        return
      }
      read(
        file, status, path: PathBytes.join(directory.reported, listing.names[entry.name]),
        device: directory.device, isDependency: directory.isDependency)
    } catch {
      failed(PathBytes.join(directory.reported, listing.names[entry.name]), error)
    }
  }

  private mutating func readLargeFile(_ name: [UInt8], in directory: Directory) {
    let path = PathBytes.join(directory.reported, name)
    do throws(SystemError) {
      let file = try SystemCalls.openRegularFile(PathBytes.join(directory.path, name))
      defer { SystemCalls.close(file.descriptor) }
      read(
        file.descriptor, file.status, path: path, device: directory.device,
        isDependency: directory.isDependency)
    } catch {
      failed(path, error)
    }
  }

  private mutating func readRootFile(_ root: Root) {
    if context.options.leavesOut?(BlobPath(root.prefix), false) == true {
      coverage.skip(.policyExcluded)
      return
    }
    do throws(SystemError) {
      let file = try SystemCalls.openRegularFile(root.path, followsLinks: true)
      defer { SystemCalls.close(file.descriptor) }
      read(
        file.descriptor, file.status, path: root.prefix, device: file.status.device,
        isDependency: root.isDependency)
    } catch {
      failed(root.prefix, error)
    }
  }

  /// Of git's own files only the configuration is read: the URLs of remotes carry tokens.
  private mutating func readGitConfiguration(in directory: Directory, _ descriptor: Int32) {
    let path = PathBytes.join(directory.reported, TreeWalk.gitConfigName)
    let below = PathBytes.join(directory.relative, TreeWalk.gitConfigName)
    if directory.sprawlIgnore?.verdict(
      below, nameStart: below.count - "config".utf8.count, isDirectory: false) == true
    {
      coverage.skip(.sprawlIgnored)
      return
    }
    do throws(SystemError) {
      let file = try SystemCalls.openFile(".git/config", in: descriptor)
      defer { SystemCalls.close(file) }
      read(
        file, try FileStatus.of(descriptor: file), path: path, device: directory.device,
        isDependency: directory.isDependency)
    } catch {
      if error.code != ENOENT { failed(path, error) }
    }
  }

  private mutating func read(
    _ descriptor: Int32, _ status: FileStatus, path: [UInt8], device: UInt64, isDependency: Bool
  ) {
    guard status.kind == .regular,
      status.device == device || !context.mounts.isPseudo(device: status.device)
    else {
      coverage.skip(.special)
      return
    }
    let limit = context.options.maxFileSize
    var request = BlobReader.Request(
      descriptor: descriptor, expectedSize: status.size, limit: max(limit, status.size))
    var size = status.size
    if status.isSparse {
      size = SparseExtents.count(descriptor)
      request.mayHaveHoles = true
      request.expectedSize = nil
      lseek(descriptor, 0, SEEK_SET)
    }
    guard size <= limit else {
      coverage.skip(.tooLarge)
      return
    }
    let blob = Blob(path: BlobPath(path), isDependency: isDependency)
    let outcome = reader.read(request, as: blob, to: &consumer)
    coverage.bytes += outcome.bytes
    if outcome.failure == nil || outcome.bytes > 0 { coverage.files += 1 }
    switch outcome.failure {
    case .system(let error): note(path, error.text)
    case .overLimit: note(path, "grew over the size limit while it was read")
    case .cancelled, .cutOff, nil: break
    }
  }

  // MARK: Notes

  /// An entry could not be opened: counted by what took its place since it was listed, else a problem.
  private mutating func failed(_ path: [UInt8], _ error: SystemError) {
    switch error.code {
    case ELOOP: coverage.skip(.symbolicLink)
    case ENXIO, ENODEV: coverage.skip(.special)
    default: note(path, error.text)
    }
  }

  private mutating func note(_ path: [UInt8], _ message: String) {
    coverage.note(
      Coverage.Problem(path: BlobPath(path.isEmpty ? [0x2E] : path), message: message))
  }
}

/// The walk's fixed numbers and names.
enum TreeWalk {
  /// Entries listed at a time; more of a directory's entries can be had by other workers meanwhile.
  static let chunkSize = 512
  /// Larger files are put aside for whoever is idle; bytes.
  static let largeFileSize = 16 << 20
  static let sprawlIgnoreName = Array(".sprawlignore".utf8)
  static let gitName = Array(".git".utf8)
  static let gitConfigName = Array(".git/config".utf8)
}
