internal import Glibc

/// The folders in which a repository's objects lie: its own, and those of other stores that it names as alternates.
extension GitLocation {
  /// More packs are left to git.
  private static let mostPacks = 4096
  /// As deep as git follows them.
  private static let deepestAlternate = 5
  private static let mostStores = 256

  /// Its own folder of objects, and those that it names as alternates.
  var stores: [[UInt8]] { listStores().paths }

  /// Whether ``stores`` are all that git would look at.
  private var storesAreKnown: Bool { listStores().isWhole }

  private func listStores() -> (paths: [[UInt8]], isWhole: Bool) {
    var stores = [objects]
    var level = [objects]
    var isWhole = true
    for _ in 0..<GitLocation.deepestAlternate where !level.isEmpty {
      let named = level.map { alternates(of: $0) }
      isWhole = isWhole && named.allSatisfy(\.isWhole)
      level = named.flatMap(\.paths).filter { !stores.contains($0) }
      stores += level
    }
    isWhole = isWhole && level.isEmpty && stores.count <= GitLocation.mostStores
    return (Array(stores.prefix(GitLocation.mostStores)), isWhole)
  }

  /// Paths of packs without their endings, those of alternate stores too, by name within each store.
  var packs: [[UInt8]] { Array(listPacks().paths.prefix(GitLocation.mostPacks)) }

  /// All that git would look at; nil where that cannot be known.
  var allPacks: [[UInt8]]? {
    let packs = listPacks()
    return packs.isWhole && packs.paths.count <= GitLocation.mostPacks ? packs.paths : nil
  }

  private func listPacks() -> (paths: [[UInt8]], isWhole: Bool) {
    var packs: [[UInt8]] = []
    var isWhole = storesAreKnown
    for store in stores {
      let folder = PathBytes.join(store, "pack".utf8)
      let names = GitLocation.names(in: folder)
      isWhole = isWhole && names != nil
      packs += (names ?? []).filter { $0.suffix(4).elementsEqual(".idx".utf8) }
        .sorted { $0.lexicographicallyPrecedes($1) }
        .map { PathBytes.join(folder, $0.dropLast(3)) }
    }
    return (packs, isWhole)
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
      let packs = (GitLocation.names(in: folder) ?? []).sorted { $0.lexicographicallyPrecedes($1) }
        .map { PathBytes.join(folder, $0) }
      let loose = (0..<256).map { number in
        PathBytes.join(store, ObjectName.text([UInt8(number)]))
      }
      guard (packs + loose).allSatisfy(add) else { return nil }
    }
    return state
  }

  /// Other stores that a store names, one a line: https://git-scm.com/docs/gitrepository-layout
  private func alternates(of store: [UInt8]) -> (paths: [[UInt8]], isWhole: Bool) {
    let file = PathBytes.join(store, "info/alternates".utf8)
    guard let text = GitLocation.text(file, limit: 1 << 20) else { return ([], true) }
    let lines = text.split(separator: 0x0A).filter { $0.first != UInt8(ascii: "#") }
    // Quoted lines are git's to understand.
    let plain = lines.filter { $0.first != UInt8(ascii: "\"") }
    let paths = plain.compactMap { line in
      let path = line.first == PathBytes.slash ? Array(line) : PathBytes.join(store, line)
      return try? PathBytes.canonical(path)
    }
    return (paths, plain.count == lines.count)
  }

  /// The names in a folder, none where it is not there; nil where it cannot be listed.
  static func names(in folder: [UInt8]) -> [[UInt8]]? {
    do throws(SystemError) {
      let descriptor = try SystemCalls.openDirectory(folder, followsLinks: true)
      let stream = try DirectoryStream(descriptor: descriptor)
      var listing = Listing()
      var names: [[UInt8]] = []
      var hasMore = true
      while hasMore {
        listing.removeAll()
        hasMore = try stream.list(into: &listing, limit: TreeWalk.chunkSize)
        names += listing.entries.map { Array(listing.names[$0.name]) }
      }
      return names
    } catch {
      return error.isMissing ? [] : nil
    }
  }
}
