/// Numbers as people read them.
enum HumanNumber {
  /// With a comma every three digits: `1,234`.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// A count and its noun: `1 file`, `2,000 files`.
  static func counted(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? singular : plural ?? singular + "s")"
  }

  /// A size in decimal units, one digit behind the point: `712 bytes`, `5.6 MB`.
  static func size(_ bytes: Int) -> String {
    guard bytes >= 1000 else { return counted(bytes, "byte") }
    var unit = 1000
    for name in ["kB", "MB", "GB"] {
      let tenths = bytes / (unit / 10) + (bytes % (unit / 10) * 2 >= unit / 10 ? 1 : 0)
      if tenths < 10_000 || name == "GB" {
        return "\(grouped(tenths / 10)).\(tenths % 10) \(name)"
      }
      unit *= 1000
    }
    return counted(bytes, "byte")
  }

  /// A span of time in a unit that fits, rounded down: `45 s`, `15 min`, `1 h`, `90 days`, `3 years`.
  static func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<120: "\(grouped(seconds)) s"
    case ..<7200 where seconds % 3600 != 0: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    case ..<63_072_000: "\(seconds / 86_400) days"
    default: "\(grouped(seconds / 31_536_000)) years"
    }
  }
}
