internal import Glibc

/// An open directory whose entries are read in order, a chunk at a time.
// Safety: one worker at a time lists (the stream travels as a job, and a job has one owner); the descriptor, which
// others use meanwhile for `openat`, never changes and stays open as long as anybody holds the object.
final class DirectoryStream: @unchecked Sendable {
  private let stream: OpaquePointer
  let descriptor: Int32

  /// Takes over `descriptor`, also when it throws.
  init(descriptor: Int32) throws(SystemError) {
    guard let stream = fdopendir(descriptor) else {
      let error = SystemError.last
      SystemCalls.close(descriptor)
      throw error
    }
    self.stream = stream
    self.descriptor = descriptor
  }

  deinit { closedir(stream) }

  /// Adds the next entries, at most `limit`, to `listing`; returns whether there may be more.
  func list(into listing: inout Listing, limit: Int) throws(SystemError) -> Bool {
    for _ in 0..<limit {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw .last }
        return false
      }
      listing.add(entry)
    }
    return true
  }
}

/// A chunk of a directory's entries, names packed into one buffer that is used again for the next directory.
struct Listing {
  struct Entry {
    enum Kind: UInt8 { case regular, directory, symbolicLink, special, unknown }
    /// Where its NUL-terminated name starts in ``Listing/names``.
    var start: Int
    var count: Int
    var kind: Kind

    var name: Range<Int> { start..<start + count }
  }

  private(set) var names: [UInt8] = []
  private(set) var entries: [Entry] = []

  /// Opens an entry of the directory that `descriptor` stands for.
  func openFile(_ entry: Entry, in descriptor: Int32) throws(SystemError) -> Int32 {
    // Safety: `start` lies within the names, and every name there ends with a NUL.
    let opened = names.withUnsafeBytes { bytes in
      bytes.baseAddress.map { base in
        SystemCalls.descriptor(
          (base + entry.start).assumingMemoryBound(to: CChar.self), in: descriptor)
      } ?? -1
    }
    guard opened >= 0 else { throw .last }
    return opened
  }

  mutating func removeAll() {
    names.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
  }

  private static let nameOffset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 19

  fileprivate mutating func add(_ entry: UnsafeMutablePointer<dirent>) {
    // Safety: the C library puts a NUL-terminated name behind the entry's head; it stays until the next `readdir`.
    // The name is read through the pointer since the record is shorter than the struct's declared array.
    let name = UnsafeRawPointer(entry) + Listing.nameOffset
    let count = strlen(name.assumingMemoryBound(to: CChar.self))
    let bytes = UnsafeRawBufferPointer(start: name, count: count)
    if bytes[0] == 0x2E, count == 1 || (count == 2 && bytes[1] == 0x2E) { return }
    let kind: Entry.Kind =
      switch Int(entry.pointee.d_type) {
      case Int(DT_REG): .regular
      case Int(DT_DIR): .directory
      case Int(DT_LNK): .symbolicLink
      case Int(DT_UNKNOWN): .unknown
      default: .special
      }
    entries.append(Entry(start: names.count, count: count, kind: kind))
    names.append(contentsOf: UnsafeRawBufferPointer(start: name, count: count + 1))
  }
}
