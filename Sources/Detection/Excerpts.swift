internal import Model

/// Cuts out the line around a finding and masks every secret on it.
struct Excerpts {
  /// A secret's place and what is shown instead.
  struct Mask {
    var span: Range<Int>
    var text: String
  }

  /// So many bytes on either side of the secret are shown.
  private static let reach = 90
  private static let longest = 200
  private let bytes: UnsafeRawBufferPointer
  /// Sorted by place, not overlapping.
  private let masks: [Mask]

  /// - Parameter masks: every secret of the window, reported or not.
  init(_ bytes: UnsafeRawBufferPointer, masks: [Mask]) {
    self.bytes = bytes
    self.masks = masks.sorted { $0.span.lowerBound < $1.span.lowerBound }
  }

  func excerpt(around secret: Range<Int>) -> Finding.Excerpt {
    excerpt(around: secret) { mask in
      mask.lowerBound <= secret.lowerBound && secret.lowerBound < mask.upperBound
    }
  }

  /// The line around something that may be shown, such as a setting; what is secret in it is masked all the same.
  func excerpt(showing span: Range<Int>) -> Finding.Excerpt {
    var shown = excerpt(around: span) { _ in false }
    let before = excerpt(around: span, upTo: span.lowerBound) { _ in false }.text.count
    let whole = excerpt(around: span, upTo: span.upperBound) { _ in false }.text.count
    let end = min(max(whole, before), shown.text.count)
    shown.marked = min(before, end)..<end
    return shown
  }

  private func excerpt(
    around secret: Range<Int>, upTo limit: Int? = nil, isMarked: (Range<Int>) -> Bool
  ) -> Finding.Excerpt {
    var start = secret.lowerBound
    while start > 0, secret.lowerBound - start < Self.reach, !isLineEnd(bytes[start - 1]) {
      start -= 1
    }
    while start < secret.lowerBound, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    var end = secret.lowerBound
    while end < bytes.count, !isLineEnd(bytes[end]) {
      if end >= secret.upperBound + Self.reach { break }
      end += 1
    }
    if let limit { end = max(start, min(end, limit)) }
    var text = ""
    var marked = 0..<0
    var at = start
    for mask in masksOnLine(start..<end) {
      guard mask.span.upperBound > at else { continue }
      if mask.span.lowerBound > at { text += decoded(at..<mask.span.lowerBound) }
      let before = text.count
      text += mask.text
      if isMarked(mask.span) {
        marked = before..<text.count
      }
      at = mask.span.upperBound
    }
    if at < end { text += decoded(at..<end) }
    if text.count > Self.longest {
      text = String(text.prefix(max(Self.longest, marked.upperBound)))
    }
    return Finding.Excerpt(text: text, marked: marked)
  }

  /// The masks that touch the line, and further places on it where one of their values stands again.
  private func masksOnLine(_ line: Range<Int>) -> [Mask] {
    var found = Array(
      masks[firstMask(endingAfter: line.lowerBound)...].prefix {
        $0.span.lowerBound < line.upperBound
      })
    for mask in found where mask.span.count >= 6 {
      let value = UnsafeRawBufferPointer(rebasing: bytes[mask.span])
      var at = line.lowerBound
      while at + value.count <= line.upperBound {
        if bytes[at] == value[0],
          UnsafeRawBufferPointer(rebasing: bytes[at..<(at + value.count)]).elementsEqual(value)
        {
          let span = at..<(at + value.count)
          if !found.contains(where: { $0.span.overlaps(span) }) {
            found.append(Mask(span: span, text: mask.text))
          }
          at += value.count
        } else {
          at += 1
        }
      }
    }
    return found.sorted { $0.span.lowerBound < $1.span.lowerBound }
  }

  private func firstMask(endingAfter offset: Int) -> Int {
    var low = 0
    var high = masks.count
    while low < high {
      let middle = (low + high) / 2
      if masks[middle].span.upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func decoded(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
