internal import Glibc

/// What is known of an assignment, as numbers that a model can weigh.
///
/// The path is not among them: a credential in a test is one too.
struct AssignmentFeatures {
  /// The numbers' names, in their order; `Scripts/train-generic` and `--trace` use them.
  static let names = [
    "name-kind", "name-words", "name-length", "name-suffix",
    "syntax", "separator", "quoted", "wrapped", "fallback", "in-string",
    "length", "digits", "upper", "lower", "signs", "distinct", "run", "entropy",
    "letter-bits", "letter-runs", "longest-letters", "kind-changes", "humps",
    "hex", "base64", "uuid", "identifier", "dots", "dashes", "underscores", "slashes", "blanks",
    "reference", "sequence", "kind-word", "name-overlap",
  ]

  let values: [Float]

  init(
    _ found: Assignment, name: CredentialName, in bytes: UnsafeRawBufferPointer, syntax: SyntaxKind
  ) {
    let value = UnsafeRawBufferPointer(rebasing: bytes[found.value])
    let nameText = UnsafeRawBufferPointer(rebasing: bytes[found.name])
    let shape = ValueShape(value)
    let letters = LetterRuns(value)
    let count = Float(max(1, shape.count))
    // A function's name says nothing by its length; the word that it stands for has eight letters.
    let nameLength: Float = found.separator == .argument ? 8 : Float(nameText.count)
    func flag(_ is: Bool) -> Float { `is` ? 1 : 0 }
    func tally(_ byte: UInt8) -> Float { Float(value.count { $0 == byte }) }
    values = [
      // The labelled lines have no salts; they look like secrets.
      Float((name.kind == .salt ? .secret : name.kind).rawValue), Float(name.wordCount),
      nameLength,
      flag(name.hasSuffix),
      Float(syntax.rawValue), Float(found.separator.rawValue), flag(found.form != .bare),
      flag(found.form == .wrapped), flag(found.form == .fallback), flag(found.isInString),
      Float(shape.count), Float(shape.digits) / count, Float(shape.upper) / count,
      Float(shape.lower) / count, Float(shape.other) / count, Float(shape.distinct) / count,
      Float(shape.longestRun), Float(shape.entropy),
      Float(LetterModel.bits(value)), Float(letters.runs), Float(letters.longest),
      Float(letters.changes), Float(letters.humps),
      flag(ValueForm.isHex(value)), flag(ValueForm.isBase64(value)), flag(ValueForm.isUUID(value)),
      flag(ValueForm.isIdentifier(value)), tally(0x2E), tally(0x2D), tally(0x5F),
      tally(0x2F),
      Float(value.count { $0 <= 0x20 }),
      flag(ValueForm.isReference(value)),
      flag(Placeholder.isSequence(value)),
      flag(CredentialName.kindWords.contains { ValueForm.holds(value, $0) }),
      AssignmentFeatures.overlap(value, nameText),
    ]
  }

  /// The share of the name's words of four letters and more that the value holds.
  private static func overlap(_ value: UnsafeRawBufferPointer, _ name: UnsafeRawBufferPointer)
    -> Float
  {
    let words = CredentialName.words(of: name).filter { $0.utf8.count >= 4 }
    guard !words.isEmpty else { return 0 }
    return Float(words.count { ValueForm.holds(value, $0) }) / Float(words.count)
  }
}

/// Runs of letters in a value.
struct LetterRuns {
  private(set) var runs = 0
  private(set) var longest = 0
  /// How often a letter follows what is none, or the other way round.
  private(set) var changes = 0
  /// How often a capital follows a small letter.
  private(set) var humps = 0

  init(_ value: UnsafeRawBufferPointer) {
    var run = 0
    var previous: UInt8 = 0
    for (index, byte) in value.enumerated() {
      let isLetter = (0x61...0x7A).contains(byte | 0x20)
      if isLetter {
        if run == 0 { runs += 1 }
        run += 1
        longest = max(longest, run)
        if byte & 0x20 == 0, previous & 0x20 != 0, run > 1 { humps += 1 }
      } else {
        run = 0
      }
      if index > 0, isLetter != (0x61...0x7A).contains(previous | 0x20) { changes += 1 }
      previous = byte
    }
  }
}
