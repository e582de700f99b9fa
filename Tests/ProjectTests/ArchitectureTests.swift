import Foundation
import Testing

/// The project's own sources: who imports whom, and what no source may hold.
@Suite struct ArchitectureTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  /// What any room may import: the system and the standard library.
  private static let system: Set<String> = ["Glibc", "Darwin", "Synchronization"]

  struct Source: CustomTestStringConvertible {
    var room: String
    var name: String
    var text: String
    var testDescription: String { "\(room)/\(name)" }
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  private static func sources() throws -> [Source] {
    let folder = root.appending(path: "Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    return try paths.filter { $0.hasSuffix(".swift") }.map { path in
      Source(
        room: String(path.prefix { $0 != "/" }), name: String(path.drop { $0 != "/" }.dropFirst()),
        text: try text("Sources/\(path)"))
    }
  }

  /// The table of CONTRIBUTING.md: what each room may import; nil for one that may import every other.
  private static func rooms() throws -> [String: Set<String>?] {
    let section = try text("CONTRIBUTING.md").split(separator: "\n## ").first {
      $0.hasPrefix("The rooms")
    }
    var rooms: [String: Set<String>?] = [:]
    for line in try #require(section).split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      try #require(cells.count == 3, "\(line)")
      let names = cells[0].split(separator: ",").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: " `"))
      }
      let uses =
        cells[2] == "–"
        ? []
        : cells[2].split(separator: ",").map {
          $0.trimmingCharacters(in: .whitespaces)
        }
      for name in names { rooms[name] = .some(uses == ["all"] ? nil : Set(uses)) }
    }
    return rooms
  }

  /// The modules that a source imports.
  static func imports(in text: String) -> Set<String> {
    Set(
      text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ").drop {
          ["public", "package", "internal", "private", "fileprivate"].contains($0)
            || $0.hasPrefix("@")
        }
        guard words.first == "import", let module = words.dropFirst().last else { return nil }
        return String(module.prefix { $0 != "." })
      })
  }

  @Test func everyRoomIsInTheTable() throws {
    let folder = Self.root.appending(path: "Sources")
    let folders = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !$0.hasPrefix(".") }
    #expect(try Set(folders) == Set(Self.rooms().keys))
  }

  @Test func noRoomImportsWhatTheTableDoesNotSay() throws {
    let rooms = try Self.rooms()
    let sources = try Self.sources()
    try #require(sources.count > 50)
    for source in sources {
      let allowed = try #require(rooms[source.room], "\(source.room)")
      guard let allowed else { continue }
      let others = Self.imports(in: source.text).subtracting(allowed).subtracting(Self.system)
      #expect(others.isEmpty, "\(source.testDescription) imports \(others.sorted())")
    }
  }

  @Test func theTableHasNoImportThatNobodyMakes() throws {
    let sources = try Self.sources()
    for (room, allowed) in try Self.rooms() {
      let made = sources.filter { $0.room == room }.reduce(into: Set<String>()) {
        $0.formUnion(Self.imports(in: $1.text))
      }
      #expect((allowed ?? []).subtracting(made).isEmpty, "\(room)")
    }
  }

  @Test func thePackageDependsAsTheTableSays() throws {
    let manifest = try Self.text("Package.swift")
    for (room, allowed) in try Self.rooms() {
      guard let declared = Self.dependencies(of: room, in: manifest) else {
        Issue.record("\(room) is not in Package.swift")
        continue
      }
      let all = try Set(Self.rooms().keys).union(["ArgumentParser"])
      if let allowed {
        #expect(declared == allowed.subtracting(["Foundation"]), "\(room)")
      } else {
        #expect(declared.isSubset(of: all), "\(room)")
      }
    }
  }

  /// The dependencies that a manifest declares for a target; nil where it has no such target.
  static func dependencies(of target: String, in manifest: String) -> Set<String>? {
    // However its lines are broken.
    let manifest = manifest.split { $0.isWhitespace }.joined(separator: " ")
      .replacing("( ", with: "(")
    for opening in ["room", ".target", ".executableTarget", ".systemLibrary"] {
      let head = "\(opening)(\(opening == "room" ? "" : "name: ")\"\(target)\""
      guard let start = manifest.range(of: head)?.upperBound else { continue }
      // The call's own arguments, to the parenthesis that closes it; of those, the first list.
      var depth = 1
      let call = manifest[start...].prefix { character in
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
        return depth > 0
      }
      guard opening != ".systemLibrary", let open = call.firstIndex(of: "[") else { return [] }
      var brackets = 0
      let list = call[open...].prefix { character in
        brackets += character == "[" ? 1 : character == "]" ? -1 : 0
        return brackets > 0
      }
      let names = list.replacing(/\.product\(name: ("\w+"), package: "[^"]+"\)/) { $0.output.1 }
        .matches(of: /"([^"]+)"/).map { String($0.output.1) }
      return Set(names)
    }
    return nil
  }

  // MARK: What no source may hold

  /// The code of a source, line by line, without comments and with nothing in its strings. Quotation marks inside an
  /// interpolation come in pairs, so that it does not matter that they are taken for the string's ends.
  static func code(of text: String) -> [String] {
    var lines: [[UInt8]] = [[]]
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      let hashes = rest.prefix { $0 == UInt8(ascii: "#") }.count
      if byte == UInt8(ascii: "\n") {
        lines.append([])
        rest = rest.dropFirst()
      } else if rest.starts(with: "//".utf8) {
        rest = rest.drop { $0 != UInt8(ascii: "\n") }
      } else if rest.dropFirst(hashes).first == UInt8(ascii: "\"") {
        let isLong = rest.dropFirst(hashes).starts(with: "\"\"\"".utf8)
        let quotes = [UInt8](repeating: UInt8(ascii: "\""), count: isLong ? 3 : 1)
        let end = quotes + [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
        rest = rest.dropFirst(end.count)
        while let inside = rest.first, !rest.starts(with: end) {
          if inside == UInt8(ascii: "\n") {
            guard isLong else { break }
            lines.append([])
          }
          rest = rest.dropFirst(hashes == 0 && inside == UInt8(ascii: "\\") ? 2 : 1)
        }
        if rest.starts(with: end) { rest = rest.dropFirst(end.count) }
        lines[lines.count - 1] += "\"\"".utf8
      } else {
        lines[lines.count - 1].append(byte)
        rest = rest.dropFirst()
      }
    }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }

  /// What in a line of code may end the program, if anything does.
  static func forbidden(in line: String) -> String? {
    for word in ["try!", "as!", "fatalError(", "preconditionFailure("] where line.contains(word) {
      return word
    }
    let bytes = Array(line.utf8)
    let isUnwrapped = bytes.indices.dropFirst().contains { index in
      guard bytes[index] == UInt8(ascii: "!") else { return false }
      if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "=") { return false }
      switch bytes[index - 1] {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: return true
      default: return ")]}\"?>".utf8.contains(bytes[index - 1])
      }
    }
    return isUnwrapped ? "a forced unwrap" : nil
  }

  @Test func noSourceEndsTheProgram() throws {
    for source in try Self.sources() {
      for (number, line) in Self.code(of: source.text).enumerated() {
        let found = Self.forbidden(in: line)
        #expect(found == nil, "\(source.testDescription):\(number + 1)")
      }
    }
  }

  @Test func noSourceIsLongerThanAReaderFollows() throws {
    for source in try Self.sources() {
      let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      #expect(lines <= 400, "\(source.testDescription)")
    }
  }

  // MARK: The readers above

  @Test(arguments: [
    ("let a = b!", true), ("let a = b()!.c", true), ("let a: Int!", true), ("x = y[0]!", true),
    ("let a = try! f()", true), ("a as! B", true), ("fatalError(\"\")", true),
    ("if a != b { }", false), ("if !a { }", false), ("let a = \"b!\"", false), ("a // b!", false),
    ("guard x, !y else { return }", false), ("#\"a \"b\"! \"#", false), ("f(!x)", false),
  ])
  func forbiddenIsKnown(line: String, isForbidden: Bool) throws {
    let code = try #require(Self.code(of: line).first)
    #expect((Self.forbidden(in: code) != nil) == isForbidden)
  }

  @Test func importsAreKnown() {
    let text =
      "public import A\n  import B.C\n@testable import D\nimport struct E.F\n// import G\nlet import1 = 2"
    #expect(Self.imports(in: text) == ["A", "B", "D", "E"])
  }

  @Test func dependenciesAreKnown() {
    let manifest = """
      room("A"), room("B", ["A", .product(name: "P", package: "p-q")]),
      .target(name: "C"), .executableTarget(
      name: "D", dependencies: ["B"], swiftSettings: [x]),
      """
    #expect(Self.dependencies(of: "A", in: manifest) == [])
    #expect(Self.dependencies(of: "B", in: manifest) == ["A", "P"])
    #expect(Self.dependencies(of: "C", in: manifest) == [])
    #expect(Self.dependencies(of: "Z", in: manifest) == nil)
  }
}
