internal import Glibc

/// A system call's failure.
struct SystemError: Error, Sendable, Equatable {
  var code: Int32

  init(code: Int32) { self.code = code }

  /// The failure of the call that was made last on this thread.
  static var last: SystemError { SystemError(code: errno) }

  /// The system's words for it.
  var text: String {
    guard let words = strerror(code) else { return "error \(code)" }
    return String(cString: words)
  }

  var isMissing: Bool { code == ENOENT || code == ENOTDIR }
}

/// What `fstat` tells, as far as it matters here.
public struct FileStatus: Sendable, Equatable {
  /// What there is.
  public enum Kind: Sendable { case regular, directory, symbolicLink, special }

  /// What it is.
  public private(set) var kind: Kind
  /// Bytes.
  public private(set) var size: Int
  /// When it was written last: seconds since 1970, and nanoseconds.
  public private(set) var modified: [Int]
  /// Bytes that the file system says it holds; far below `size` in a sparse file.
  var allocated: Int
  var device: UInt64

  /// Large, and most of it holes.
  var isSparse: Bool { size > FileStatus.sparseSize && allocated < size / 2 }

  /// Smaller files are not worth looking for holes; bytes.
  private static let sparseSize = 1 << 20

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      default: .special
      }
    size = Int(status.st_size)
    modified = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
    allocated = Int(status.st_blocks) * 512
    device = UInt64(truncatingIfNeeded: status.st_dev)
  }

  /// Of an open file; nil where it cannot be told, for the reason that `errno` has.
  public static func of(open descriptor: Int32) -> FileStatus? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? FileStatus(status) : nil
  }

  /// Of what a path names; nil where it cannot be told, for the reason that `errno` has.
  ///
  /// - Parameter followsLinks: of what a link leads to.
  public static func at(_ path: String, followsLinks: Bool) -> FileStatus? {
    var status = stat()
    let code = followsLinks ? stat(path, &status) : lstat(path, &status)
    return code == 0 ? FileStatus(status) : nil
  }

  /// Whether a path, of whatever bytes, names nothing; false where that cannot be told.
  public static func isMissing(_ path: [UInt8]) -> Bool {
    do throws(SystemError) {
      _ = try of(path: path)
      return false
    } catch {
      return error.isMissing
    }
  }

  static func of(descriptor: Int32) throws(SystemError) -> FileStatus {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .last }
    return FileStatus(status)
  }

  /// Of what a path without links leads to.
  static func of(path: [UInt8]) throws(SystemError) -> FileStatus {
    var status = stat()
    // Safety: the bytes are NUL-terminated and outlive the call.
    let code = (path + [0]).withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { name in
        name.baseAddress.map { lstat($0, &status) } ?? -1
      }
    }
    guard code == 0 else { throw .last }
    return FileStatus(status)
  }

  /// Of an entry of a directory, links not followed.
  static func of(
    entry name: UnsafePointer<CChar>, in directory: Int32
  ) throws(SystemError)
    -> FileStatus
  {
    var status = stat()
    guard fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw .last }
    return FileStatus(status)
  }
}

/// The calls that open and read, with what must never be forgotten about them built in.
enum SystemCalls {
  /// Never waits for a FIFO's writer, never takes a terminal, never follows a link that took a file's place.
  private static let fileFlags = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY
  private static let directoryFlags = O_RDONLY | O_NONBLOCK | O_DIRECTORY | O_CLOEXEC
  /// Linux's PATH_MAX, the final NUL included.
  private static let pathLimit = 4096

  /// Opens a directory's entry for reading; the caller checks by its status that it is a regular file.
  static func openFile(
    _ name: UnsafePointer<CChar>, in directory: Int32
  ) throws(SystemError) -> Int32 {
    let descriptor = descriptor(name, in: directory)
    guard descriptor >= 0 else { throw .last }
    return descriptor
  }

  /// The same for callers that cannot throw: negative, with `errno` set, where it fails.
  static func descriptor(_ name: UnsafePointer<CChar>, in directory: Int32) -> Int32 {
    Glibc.openat(directory, name, fileFlags)
  }

  /// Opens a regular file; whatever else stands there is an error.
  static func openRegularFile(
    _ path: [UInt8], followsLinks: Bool = false
  ) throws(SystemError) -> (descriptor: Int32, status: FileStatus) {
    let flags = followsLinks ? fileFlags & ~O_NOFOLLOW : fileFlags
    let descriptor = try open(path, flags: flags)
    do throws(SystemError) {
      let status = try FileStatus.of(descriptor: descriptor)
      guard status.kind == .regular else { throw SystemError(code: EINVAL) }
      return (descriptor, status)
    } catch {
      close(descriptor)
      throw error
    }
  }

  static func openDirectory(
    _ path: [UInt8], followsLinks: Bool
  ) throws(SystemError) -> Int32 {
    try open(path, flags: followsLinks ? directoryFlags : directoryFlags | O_NOFOLLOW)
  }

  static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  /// Reads once, however often a signal interrupts it; 0 at the end.
  @inline(__always)
  static func read(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, isStopped: () -> Bool
  ) throws(SystemError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw .last }
      if isStopped() { return 0 }
    }
  }

  /// The first bytes of a regular file, at most `limit`, and whether there were more.
  static func contents(
    of path: [UInt8], limit: Int, followsLinks: Bool = false
  ) throws(SystemError) -> (bytes: [UInt8], isCut: Bool) {
    let file = try openRegularFile(path, followsLinks: followsLinks)
    defer { close(file.descriptor) }
    return try contents(of: file.descriptor, sizeHint: file.status.size, limit: limit)
  }

  /// The first bytes of what `descriptor` stands for, at most `limit`, and whether there were more.
  static func contents(
    of descriptor: Int32, sizeHint: Int, limit: Int
  ) throws(SystemError) -> (bytes: [UInt8], isCut: Bool) {
    var bytes: [UInt8] = []
    var room = min(max(sizeHint, 4095) + 1, limit + 1)
    while bytes.count <= limit {
      let start = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: room))
      // Safety: the buffer is used only inside the closure and only within its bounds.
      let result = bytes.withUnsafeMutableBytes { buffer -> Result<Int, SystemError> in
        do throws(SystemError) {
          return .success(
            try read(descriptor, into: .init(rebasing: buffer[start...]), isStopped: { false }))
        } catch {
          return .failure(error)
        }
      }
      let count = try result.get()
      bytes.removeLast(room - count)
      if count == 0 { return (bytes, false) }
      room = min(max(4096, bytes.count), limit + 1 - bytes.count)
    }
    bytes.removeLast(bytes.count - limit)
    return (bytes, true)
  }

  /// Opens a path of any length: one over PATH_MAX in steps, each relative to the one before.
  private static func open(_ path: [UInt8], flags: Int32) throws(SystemError) -> Int32 {
    var rest = path[...]
    var base = AT_FDCWD
    defer { if base != AT_FDCWD { close(base) } }
    while rest.count >= pathLimit {
      guard let slash = rest.prefix(pathLimit - 1).lastIndex(of: 0x2F), slash > rest.startIndex
      else { throw SystemError(code: ENAMETOOLONG) }
      let step = try openat(rest[..<slash], base: base, flags: directoryFlags)
      if base != AT_FDCWD { close(base) }
      base = step
      rest = rest[slash...].drop { $0 == 0x2F }
    }
    return try openat(rest.isEmpty ? [0x2E] : rest, base: base, flags: flags)
  }

  private static func openat(
    _ path: ArraySlice<UInt8>, base: Int32, flags: Int32
  ) throws(SystemError) -> Int32 {
    var terminated = Array(path)
    terminated.append(0)
    // Safety: the bytes are NUL-terminated and outlive the call.
    let descriptor = terminated.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { name in
        name.baseAddress.map { Glibc.openat(base, $0, flags) } ?? -1
      }
    }
    guard descriptor >= 0 else { throw .last }
    return descriptor
  }
}
