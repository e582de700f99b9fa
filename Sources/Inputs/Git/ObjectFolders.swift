internal import Glibc

/// The folders in which a repository's objects lie: its own, and those of other stores that it names as alternates.
extension GitLocation {
  /// More packs are left to git.
  private static let mostPacks = 4096
  /// As deep as git follows them.
  private static let deepestAlternate = 5
  private static let mostStores = 256

  private var stores: [[UInt8]] {
    var stores = [objects]
    var level = [objects]
    for _ in 0..<GitLocation.deepestAlternate where !level.isEmpty {
      level = level.flatMap { alternates(of: $0) }.filter { !stores.contains($0) }
      stores += level
    }
    return Array(stores.prefix(GitLocation.mostStores))
  }

  /// Paths of packs without their endings, those of alternate stores too, by name within each store.
  var packs: [[UInt8]] {
    let packs = stores.flatMap { store in
      let folder = PathBytes.join(store, "pack".utf8)
      return names(in: folder).filter { $0.suffix(4).elementsEqual(".idx".utf8) }
        .sorted { $0.lexicographicallyPrecedes($1) }
        .map { PathBytes.join(folder, $0.dropLast(3)) }
    }
    return Array(packs.prefix(GitLocation.mostPacks))
  }

  /// What changes whenever an object is added or removed: each pack's name, size, time and place on the disk, and the
  /// same of each folder of loose objects. Nil where something could not be looked at.
  var storeState: [UInt8]? {
    var state: [UInt8] = []
    func add(_ path: [UInt8]) -> Bool {
      var status = stat()
      let code = (path + [0]).withUnsafeBytes { bytes in
        // Safety: the bytes are NUL-terminated and outlive the call.
        bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { stat($0, &status) } ?? -1 }
      }
      guard code == 0 else { return errno == ENOENT }
      state += path + [0]
      for number in [
        Int(status.st_size), Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec),
        Int(truncatingIfNeeded: status.st_ino),
      ] {
        withUnsafeBytes(of: number.littleEndian) { state.append(contentsOf: $0) }
      }
      return true
    }
    for store in stores {
      let folder = PathBytes.join(store, "pack".utf8)
      let packs = names(in: folder).sorted { $0.lexicographicallyPrecedes($1) }
        .map { PathBytes.join(folder, $0) }
      let loose = (0..<256).map { number in
        PathBytes.join(store, ObjectName.text([UInt8(number)]))
      }
      guard (packs + loose).allSatisfy(add) else { return nil }
    }
    return state
  }

  /// Other stores that a store names, one a line: https://git-scm.com/docs/gitrepository-layout
  private func alternates(of store: [UInt8]) -> [[UInt8]] {
    let file = PathBytes.join(store, "info/alternates".utf8)
    guard let text = GitLocation.text(file, limit: 1 << 20) else { return [] }
    return text.split(separator: 0x0A).compactMap { line in
      // Quoted and commented lines are git's to understand.
      guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "\"") else {
        return nil
      }
      let path = first == PathBytes.slash ? Array(line) : PathBytes.join(store, line)
      return try? PathBytes.canonical(path)
    }
  }

  private func names(in folder: [UInt8]) -> [[UInt8]] {
    guard let descriptor = try? SystemCalls.openDirectory(folder, followsLinks: true),
      let stream = try? DirectoryStream(descriptor: descriptor)
    else { return [] }
    var listing = Listing()
    var names: [[UInt8]] = []
    var hasMore = true
    while hasMore {
      listing.removeAll()
      hasMore = (try? stream.list(into: &listing, limit: TreeWalk.chunkSize)) ?? false
      names += listing.entries.map { Array(listing.names[$0.name]) }
    }
    return names
  }
}
