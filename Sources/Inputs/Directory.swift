/// A directory being walked, as its entries need to know it.
final class Directory: Sendable {
  let root: Root
  /// Its path below the root; empty for the root itself.
  let relative: [UInt8]
  /// Its path in the reports.
  let reported: [UInt8]
  /// The file system that it lies on.
  let device: UInt64
  /// It is, or lies in, a folder of dependencies.
  let isDependency: Bool
  /// The `.sprawlignore` files that hold here; they see paths below the root.
  let sprawlIgnore: IgnoreScope?
  /// What git would ignore here, where that is asked for; sees absolute paths.
  let git: GitIgnore.State?

  init(
    root: Root, relative: [UInt8], device: UInt64, isDependency: Bool, sprawlIgnore: IgnoreScope?,
    git: GitIgnore.State?
  ) {
    self.root = root
    self.relative = relative
    self.reported = PathBytes.join(root.prefix, relative)
    self.device = device
    self.isDependency = isDependency
    self.sprawlIgnore = sprawlIgnore
    self.git = git
  }

  /// Its absolute path without links.
  var canonical: [UInt8] { PathBytes.join(root.canonical, relative) }
  /// The path to open it by.
  var path: [UInt8] { PathBytes.join(root.path, relative) }
}

/// What a worker does next.
enum TreeJob: Sendable {
  /// A path from the command line.
  case root(Root)
  /// A directory's subdirectory, its name a piece of the names that were found together.
  case directory(parent: Directory, names: [UInt8], name: Range<Int>)
  /// The entries of a large directory that are still to be listed.
  case rest(of: Directory, DirectoryStream)
  /// A large file, put aside so that another worker can take it.
  case file(in: Directory, name: [UInt8])
}
