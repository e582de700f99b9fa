internal import Model

/// A line of a scanned file with carets under the value, cut to the terminal's width.
struct TextExcerpt {
  private static let tabWidth = 4
  /// A character may carry any number of combining marks; a hostile one is cut.
  private static let marksPerCharacter = 8
  private static let ellipsis = Cell(text: "…", width: 1)

  /// A piece of a line as it is shown.
  private struct Cell {
    var text: String
    /// Columns of the terminal.
    var width: Int
  }

  private let before: Cell
  private let marked: Cell
  private let after: Cell

  /// `width` is how many columns there are, nil if there is no limit.
  init(_ excerpt: Finding.Excerpt, width: Int?) {
    if excerpt.isSimple, !excerpt.text.contains("##"), excerpt.text.utf8.count <= width ?? .max {
      let pieces = excerpt.pieces
      before = TextExcerpt.simple(pieces.before)
      marked = TextExcerpt.simple(pieces.marked)
      after = TextExcerpt.simple(pieces.after)
      return
    }
    let cells = TextExcerpt.cells(of: excerpt.text)
    let range = excerpt.marked.clamped(to: 0..<cells.count)
    let window = TextExcerpt.window(on: range, in: cells, width: width)
    let inside = range.clamped(to: window)
    let hasMoreBefore = window.lowerBound > 0
    let hasMoreAfter = window.upperBound < cells.count
    before = TextExcerpt.joined(
      (hasMoreBefore ? [TextExcerpt.ellipsis] : []) + cells[window.lowerBound..<inside.lowerBound])
    marked = TextExcerpt.joined(Array(cells[inside]))
    after = TextExcerpt.joined(
      cells[inside.upperBound..<window.upperBound] + (hasMoreAfter ? [TextExcerpt.ellipsis] : []))
  }

  /// The line and the carets below it.
  func lines(_ paint: TerminalPaint) -> (text: String, carets: String) {
    let indent = String(repeating: " ", count: before.width)
    let carets = String(repeating: "^", count: max(1, marked.width))
    return (before.text + paint(marked.text, .alarm) + after.text, indent + paint(carets, .alarm))
  }

  // MARK: cells

  private static func simple(_ text: Substring) -> Cell {
    Cell(text: String(text), width: text.unicodeScalars.count)
  }

  private static func joined(_ cells: [Cell]) -> Cell {
    cells.reduce(into: Cell(text: "", width: 0)) { whole, cell in
      whole.text += cell.text
      whole.width += cell.width
    }
  }

  private static func cells(of text: String) -> [Cell] {
    let characters = Array(text)
    let heads = characters.map {
      $0.unicodeScalars.count == 1 ? $0.unicodeScalars[$0.unicodeScalars.startIndex] : "\u{FFFD}"
    }
    return characters.indices.map { index in
      if CommandMarker.needsBreak(at: index, in: heads) { return Cell(text: "\\x23", width: 4) }
      return cell(of: characters[index])
    }
  }

  private static func cell(of character: Character) -> Cell {
    if character == "\t" {
      return Cell(text: String(repeating: " ", count: tabWidth), width: tabWidth)
    }
    if let ascii = character.asciiValue, (0x20..<0x7F).contains(ascii) {
      return Cell(text: String(character), width: 1)
    }
    var cell = Cell(text: "", width: 0)
    for scalar in character.unicodeScalars.prefix(marksPerCharacter) {
      let visible = scalar.visible
      cell.text += visible
      if scalar.isInvisible {
        cell.width += visible.utf8.count
      } else if cell.width == 0 {
        cell.width = scalar.terminalWidth
      }
    }
    return cell
  }

  /// The part of the line to show: all of the value if it fits, its start otherwise, and what fits
  /// around it.
  private static func window(on marked: Range<Int>, in cells: [Cell], width: Int?) -> Range<Int> {
    let whole = 0..<cells.count
    guard let width, cells.reduce(0, { $0 + $1.width }) > width else { return whole }
    var room = max(width, 8) - 2
    var upper = marked.lowerBound
    while upper < marked.upperBound, cells[upper].width <= room {
      room -= cells[upper].width
      upper += 1
    }
    var lower = marked.lowerBound
    var grew = true
    while grew {
      grew = false
      if lower > 0, cells[lower - 1].width <= room {
        lower -= 1
        room -= cells[lower].width
        grew = true
      }
      if upper >= marked.upperBound, upper < cells.count, cells[upper].width <= room {
        room -= cells[upper].width
        upper += 1
        grew = true
      }
    }
    return lower..<upper
  }
}

extension Unicode.Scalar {
  /// Columns of a terminal: two for East Asian wide characters and emoji, else one. Near enough to
  /// set carets.
  ///
  /// Source: https://www.unicode.org/reports/tr11/
  fileprivate var terminalWidth: Int {
    switch value {
    case 0..<0x1100: 1
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      2
    default: properties.isEmojiPresentation ? 2 : 1
    }
  }
}
