/// The statements of a script in SQL, each as a text without comments.
///
/// A root is a mapping of `statement`. Statements end at a semicolon; in quotation marks and between `$$` it ends none.
enum SQLView {
  private struct Scan {
    var statements: [Views.Root] = []
    /// Text of the statement that is open, and where it stands.
    var text: [UInt8] = []
    var span: Range<Int>?
    /// What ends the literal or comment that is open.
    var closing: [UInt8] = []
  }

  @Sendable static func statements(_ document: Node) -> [Views.Root] {
    var scan = Scan()
    for line in document.elements {
      guard let text = line.text else { continue }
      read(Array(text.utf8), line.span, &scan)
    }
    close(&scan)
    return scan.statements
  }

  private static func read(_ line: [UInt8], _ span: Range<Int>, _ scan: inout Scan) {
    var at = 0
    func stands(_ literal: String) -> Bool { line[at...].starts(with: literal.utf8) }
    while at < line.count {
      if !scan.closing.isEmpty {
        let isEnd = line[at...].starts(with: scan.closing)
        let length = isEnd ? scan.closing.count : 1
        if scan.closing != Array("*/".utf8) { scan.text += line[at..<(at + length)] }
        if isEnd { scan.closing = [] }
        at += length
        continue
      }
      if stands("--") || stands("//") { break }
      if stands("/*") {
        scan.closing = Array("*/".utf8)
        at += 2
        continue
      }
      if stands(";") {
        close(&scan)
        at += 1
        continue
      }
      if stands("$$") { scan.closing = Array("$$".utf8) }
      if stands("'") || stands("\"") { scan.closing = [line[at]] }
      let length = max(scan.closing.count, 1)
      if line[at] > 0x20 {
        let end = span.lowerBound + line.count
        scan.span = (scan.span?.lowerBound ?? span.lowerBound + at)..<end
      }
      scan.text += line[at..<(at + length)]
      at += length
    }
    if scan.span != nil { scan.text.append(UInt8(ascii: "\n")) }
  }

  private static func close(_ scan: inout Scan) {
    defer {
      scan.text = []
      scan.span = nil
    }
    guard let span = scan.span else { return }
    let text = String(decoding: scan.text, as: UTF8.self)
    let words = text.split { $0.isWhitespace }
    let statement = Node(.scalar(words.joined(separator: " "), isQuoted: true), span: span)
    let member = Node.Member(key: "statement", keySpan: span, value: statement)
    scan.statements.append(
      Views.Root(
        node: Node(.mapping(Node.Mapping(members: [member])), span: span),
        label: words.prefix(8).joined(separator: " ")))
  }
}
