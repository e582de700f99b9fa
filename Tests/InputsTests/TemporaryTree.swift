internal import Glibc
internal import Testing

/// A directory of a test's own, with whatever the test puts there; gone when the test lets go of it.
final class TemporaryTree {
  let path: String

  init() throws {
    var template = Array("/tmp/inputs-tests-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    let resolved = try #require(realpath(made, nil))
    defer { free(resolved) }
    path = String(cString: resolved)
  }

  deinit { remove(AT_FDCWD, path) }

  func absolute(_ relative: String) -> String { relative.isEmpty ? path : "\(path)/\(relative)" }

  func write(_ text: String, to relative: String) throws {
    try write(Array(text.utf8), to: relative)
  }

  func write(_ bytes: [UInt8], to relative: String) throws {
    if let slash = relative.lastIndex(of: "/") { try makeDirectory(String(relative[..<slash])) }
    let file = open(absolute(relative), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(file >= 0, "\(relative)")
    defer { close(file) }
    var start = 0
    while start < bytes.count {
      let count = bytes[start...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      try #require(count > 0)
      start += count
    }
  }

  func makeDirectory(_ relative: String) throws {
    var made = ""
    for component in relative.split(separator: "/") {
      made += made.isEmpty ? component : "/\(component)"
      let code = mkdir(absolute(made), 0o755)
      try #require(code == 0 || errno == EEXIST, "\(made)")
    }
  }

  func link(_ relative: String, to target: String) throws {
    if let slash = relative.lastIndex(of: "/") { try makeDirectory(String(relative[..<slash])) }
    try #require(symlink(target, absolute(relative)) == 0)
  }

  func remove(_ relative: String) { remove(AT_FDCWD, absolute(relative)) }

  /// Without recursion by path, so that a tree deeper than PATH_MAX goes away too.
  private func remove(_ base: Int32, _ name: String) {
    if unlinkat(base, name, 0) == 0 { return }
    var open: [(descriptor: Int32, name: String)] = []
    let top = openat(base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    guard top >= 0 else { return }
    open.append((top, name))
    while let current = open.last {
      var child: String?
      if let stream = fdopendir(dup(current.descriptor)) {
        rewinddir(stream)
        while let entry = readdir(stream) {
          let start = UnsafeRawPointer(entry) + 19
          let length = strlen(start.assumingMemoryBound(to: CChar.self))
          let bytes = Array(UnsafeRawBufferPointer(start: start, count: length + 1))
          if bytes == [46, 0] || bytes == [46, 46, 0] { continue }
          let cName = bytes.map { CChar(bitPattern: $0) }
          if unlinkat(current.descriptor, cName, 0) == 0 { continue }
          let text = String(decoding: bytes.dropLast(), as: UTF8.self)
          let next = openat(current.descriptor, text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
          if next >= 0 {
            open.append((next, text))
            child = text
            break
          }
        }
        closedir(stream)
      }
      if child == nil {
        open.removeLast()
        close(current.descriptor)
        let parent = open.last?.descriptor ?? base
        if unlinkat(parent, current.name, AT_REMOVEDIR) != 0 { return }
      }
    }
  }
}
