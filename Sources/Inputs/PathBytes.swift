internal import Glibc

/// Paths as bytes: joining and cleaning, without looking at the file system unless the name says so.
enum PathBytes {
  static let slash: UInt8 = 0x2F
  private static let dot: [UInt8] = [0x2E]
  private static let dotDot: [UInt8] = [0x2E, 0x2E]

  /// `base/name`; either alone where the other is empty.
  static func join(_ base: [UInt8], _ name: some Collection<UInt8>) -> [UInt8] {
    guard !base.isEmpty else { return Array(name) }
    guard !name.isEmpty else { return base }
    var joined: [UInt8] = []
    joined.reserveCapacity(base.count + 1 + name.count)
    joined.append(contentsOf: base)
    if base.last != slash { joined.append(slash) }
    joined.append(contentsOf: name)
    return joined
  }

  /// Without `.`, `//`, a final slash and every `..` that has something before it to take away. Empty for `.`.
  static func cleaned(_ path: [UInt8]) -> [UInt8] {
    let isAbsolute = path.first == slash
    var components: [ArraySlice<UInt8>] = []
    for component in path.split(separator: slash) where !component.elementsEqual(dot) {
      if !component.elementsEqual(dotDot) {
        components.append(component)
      } else if let last = components.last, !last.elementsEqual(dotDot) {
        components.removeLast()
      } else if !isAbsolute {
        components.append(component)
      }
    }
    return (isAbsolute ? [slash] : []) + Array(components.joined(separator: [slash]))
  }

  /// `path` relative to `directory` (both absolute and clean), nil where it does not lie below it. Empty for itself.
  static func relative(_ path: [UInt8], to directory: [UInt8]) -> [UInt8]? {
    guard path.starts(with: directory) else { return nil }
    if path.count == directory.count { return [] }
    if directory == [slash] { return Array(path.dropFirst()) }
    guard path[directory.count] == slash else { return nil }
    return Array(path.dropFirst(directory.count + 1))
  }

  /// The last component.
  static func name(_ path: [UInt8]) -> ArraySlice<UInt8> {
    path[((path.lastIndex(of: slash) ?? -1) + 1)...]
  }

  /// The directory part; `/` for what lies in it, nil for `/` and for a bare name.
  static func parent(_ path: [UInt8]) -> [UInt8]? {
    guard path.count > 1, let end = path.lastIndex(of: slash) else { return nil }
    return end == 0 ? [slash] : Array(path[..<end])
  }

  /// The absolute path without links, as the file system has it now.
  static func canonical(_ path: [UInt8]) throws(SystemError) -> [UInt8] {
    // Safety: the argument is NUL-terminated and outlives the call; the result is freed after it was copied.
    let resolved = (path + [0]).withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { name in realpath(name.baseAddress, nil) }
    }
    guard let resolved else { throw .last }
    defer { free(resolved) }
    return Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
  }

  static func workingDirectory() throws(SystemError) -> [UInt8] {
    guard let path = getcwd(nil, 0) else { throw .last }
    defer { free(path) }
    return Array(UnsafeRawBufferPointer(start: path, count: strlen(path)))
  }
}
