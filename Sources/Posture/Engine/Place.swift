/// A value of a document and the way to it from the root.
struct Place {
  /// A value on the way, and how it was reached.
  struct Entry {
    var node: Node
    /// The name it stands under; nil for the root and for elements of lists.
    var key: String?
    /// Where that name stands.
    var keySpan: Range<Int>?
    /// What tells it from its neighbours in the identity of a finding, whatever lines stand before it.
    var label = ""
  }

  /// From the root to the value itself.
  private(set) var entries: [Entry]

  /// - Parameter label: what tells the root from others of its file; empty where there is one.
  init(root: Node, label: String = "") { entries = [Entry(node: root, label: label)] }

  private init(_ entries: [Entry]) { self.entries = entries }

  /// The value.
  var node: Node { last.node }
  /// The name it stands under.
  var key: String? { last.key }
  private var last: Entry { entries[entries.count - 1] }

  /// The value around it; nil at the root.
  var parent: Place? { entries.count > 1 ? Place(Array(entries.dropLast())) : nil }
  /// The document.
  var root: Place { Place(Array(entries.prefix(1))) }

  func entering(_ member: Node.Member) -> Place {
    Place(
      entries + [
        Entry(node: member.value, key: member.key, keySpan: member.keySpan, label: member.key)
      ])
  }

  func entering(_ element: Node, index: Int) -> Place {
    Place(entries + [Entry(node: element, label: Place.label(of: element, index: index))])
  }

  /// A text that does not stand in the document by itself: a name, what a text holds.
  func replacing(with node: Node) -> Place {
    var entries = entries
    entries[entries.count - 1].node = node
    return Place(entries)
  }

  /// Members by which people tell the elements of a list apart.
  private static let names = ["name", "id", "uses", "Sid", "sid", "key"]

  private static func label(of element: Node, index: Int) -> String {
    if let text = element.text, text.utf8.count <= 80 { return "[\(text)]" }
    for name in names {
      if let text = element[name]?.text, !text.isEmpty, text.utf8.count <= 200 {
        return "[\(name)=\(text)]"
      }
    }
    return "[\(index)]"
  }

  /// The way from the root, which names the value however lines shift.
  var pathText: String {
    let names = entries.map(\.label)
    return names.first?.isEmpty == true
      ? names.dropFirst().joined(separator: "/") : names.joined(separator: "/")
  }

  /// What a reader should look at: the name and, where it is short and on one line, the value.
  func span(in text: UnsafeRawBufferPointer) -> Range<Int> {
    let value = last.node
    guard let keySpan = last.keySpan else { return Place.firstLine(of: shown(value), in: text) }
    let isCollection = value.mapping != nil || value.isSequence
    guard !isCollection, value.span.lowerBound >= keySpan.upperBound else { return keySpan }
    let whole = keySpan.lowerBound..<max(keySpan.upperBound, value.span.upperBound)
    let line = Place.firstLine(of: whole, in: text)
    return line.upperBound < value.span.lowerBound ? keySpan : line
  }

  private func shown(_ node: Node) -> Range<Int> {
    if let first = node.mapping?.members.first { return first.keySpan }
    if case .sequence(let elements) = node.value, let first = elements.first { return shown(first) }
    return node.span
  }

  private static func firstLine(of span: Range<Int>, in text: UnsafeRawBufferPointer) -> Range<Int>
  {
    let span = span.clamped(to: 0..<text.count)
    let end = text[span].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? span.upperBound
    return span.lowerBound..<end
  }
}

extension Node {
  var isSequence: Bool {
    if case .sequence = value { return true }
    return false
  }
}
