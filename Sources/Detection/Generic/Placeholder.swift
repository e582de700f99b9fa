/// Values that stand in documentation and templates where a credential would stand.
enum Placeholder {
  /// Lower-case texts none of which a random value of a credential's length contains by chance.
  private static let words = WordList([
    "example", "changeme", "change_me", "change-me", "changeit", "placeholder", "xxxxx", "your_",
    "your-", "yourapi", "yourtoken", "yourkey", "yoursecret", "yourpass", "replaceme",
    "replace_", "replace-", "insert_", "insert-", "redacted", "dummy", "deadbeef", "notreal",
    "not-real", "not_real", "foobar", "lorem",
    "*****", ".....", "#####", "a-za-z", "a-z0-9", "api_token", "client_secret",
    "client-secret", "clientsecret",
    // What Terraform writes where a value is not known yet: UnknownVariableValue in
    // https://github.com/hashicorp/terraform/blob/main/internal/configs/hcl2shim/values.go
    "74d93920-ed26-11e3-ac10-0800200c9a66",
  ])

  /// Rows of the keyboard and the alphabet. Made up, but not always a stand-in: people take them for passwords, and
  /// where a value has just the form that a provider gives its credentials, a reader should see it.
  private static let sequences: [StaticString] = ["123456789", "abcdefgh", "0123456", "qwertyu"]

  /// Above this length in bytes a run or a word proves nothing: key files hold runs.
  private static let longest = 512

  static func matches(_ value: UnsafeRawBufferPointer, _ shape: ValueShape) -> Bool {
    guard value.count <= longest else { return false }
    if shape.longestRun >= 6, shape.longestRun * 4 >= shape.count { return true }
    if shape.count >= 16, shape.distinct <= 4 { return true }
    if hasTemplatePlace(value) { return true }
    return words.isHeld(by: value)
  }

  /// Whether the value holds a row of the keyboard or the alphabet.
  static func isSequence(_ value: UnsafeRawBufferPointer) -> Bool {
    value.count <= longest && sequences.contains { ValueForm.holds(value, $0) }
  }

  /// `{name}`, `{name:…`, `{name(…`: a place in a template, whatever stands around it.
  private static func hasTemplatePlace(_ value: UnsafeRawBufferPointer) -> Bool {
    for open in value.indices where value[open] == UInt8(ascii: "{") {
      let name = value[(open + 1)...].prefix {
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E: true
        default: false
        }
      }
      guard name.count >= 2, name.endIndex < value.endIndex else { continue }
      if "}:(".utf8.contains(value[name.endIndex]) { return true }
    }
    return false
  }
}
