@testable import Inputs

/// Git's index and configuration, as a hostile repository may have them.
struct GitFilesTarget: FuzzTarget {
  func seeds() -> [[UInt8]] {
    let configurations = [
      "\u{4}[core]\n\texcludesFile = ~/.\\\"x\" ; y\"\n ignorecase\n[extensions] objectFormat = sha256 # c\n",
      "\u{4}[core \"sub\"]\r\n a = b\\\r\n c\n[core]excludesfile=\"a\\tb\\n\" \n",
    ].map { Array($0.utf8) }
    return configurations
      + (2...4).flatMap { version in
        [false, true].map { usesSHA256 in index(version: version, usesSHA256: usesSHA256) }
      }
  }

  /// An index of three paths and a sparse directory, behind the byte that says how to read it.
  private func index(version: UInt8, usesSHA256: Bool) -> [UInt8] {
    var bytes: [UInt8] = Array("DIRC".utf8) + [0, 0, 0, version, 0, 0, 0, 4]
    for (number, path) in ["a", "a/b.txt", "a/long-name/c", "d/"].enumerated() {
      let start = bytes.count
      let mode: [UInt8] = path.hasSuffix("/") ? [0, 0, 0x40, 0] : [0, 0, 0x81, 0xA4]
      let isExtended = version >= 3 && number == 1
      bytes += [UInt8](repeating: 0, count: 24) + mode + [UInt8](repeating: 7, count: 12)
      bytes += [UInt8](repeating: 9, count: usesSHA256 ? 32 : 20)
      bytes += [isExtended ? 0x40 : 0, UInt8(path.utf8.count)] + (isExtended ? [0, 0] : [])
      if version == 4 { bytes.append(0) }
      bytes += Array(path.utf8) + [0]
      if version < 4 { while (bytes.count - start) % 8 != 0 { bytes.append(0) } }
    }
    return [usesSHA256 ? 1 : 0] + bytes
  }

  func run(_ bytes: UnsafeRawBufferPointer) {
    var input = InputReader(bytes)
    let mode = input.byte()
    let rest = input.remainder()
    if mode & 4 != 0 {
      var configuration = GitConfiguration()
      configuration.apply(rest)
      let once = configuration
      configuration.apply(rest)
      require(configuration == once, "what is said twice is what was said")
    } else {
      let index = GitIndex(rest, usesSHA256: mode & 1 != 0)
      _ = index.contains(Array("a/b/c".utf8))
      _ = index.contains(rest)
      require(
        !index.contains([]) || rest.starts(with: Array("DIRC".utf8)),
        "nothing is tracked in no index")
    }
  }
}
