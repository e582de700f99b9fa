/// What a value would have to look like if it were the token that its name or its own beginning says.
enum TokenForm {
  /// Published prefixes whose detectors know the whole form. What begins like this and was not found by them is cut off,
  /// altered or made up: its provider will not take it.
  static let prefixes: [StaticString] = [
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "pypi-", "dckr_pat_",
    "dckr_oat_", "dapi", "bkua_", "bkaa_", "NRAK-", "NRAA-", "NRRA-", "NRII-", "NRIQ-", "sbp_",
    "sb_secret_", "vtwn_", "mdb_sa_sk_", "HRKU-", "spu-", "shpat_", "shpss_", "PMAK-",
    "dop_v1_", "lin_api_", "AKCp",
  ]

  /// Why a value is hardly the credential that `name` promises; nil where nothing speaks against it.
  ///
  /// - Parameters:
  ///   - name: what the name says.
  ///   - nameText: the name itself.
  static func doubt(
    _ value: UnsafeRawBufferPointer, named name: CredentialName, _ nameText: UnsafeRawBufferPointer
  ) -> String? {
    if prefixes.contains(where: { begins(value, $0) }) {
      return "a provider's prefix, not its form"
    }
    if longestRow(value) >= 16 { return "a row of the alphabet" }
    switch name.kind {
    case .token, .apiKey, .key:
      // A secret key is random bytes for a program, which may have any sign; a structure has its own.
      if ValueForm.holds(nameText, "secret") || value.first == UInt8(ascii: "{") { return nil }
      if name.kind == .key, name.wordCount == 1 { return "a bare key" }
      return value.contains(where: isForeign) ? "signs that no token has" : nil
    case .password, .secret, .authorization, .credential, .salt: return nil
    }
  }

  /// Tokens travel in headers, where RFC 6750 leaves them letters, digits and `-._~+/=`; some providers put `:` or `|`
  /// between an id and a secret, a scheme may stand before it, and what was taken from a URL may have `%` and `&`.
  /// https://www.rfc-editor.org/rfc/rfc6750#section-2.1
  private static func isForeign(_ byte: UInt8) -> Bool { "!#$*;?@[]^".utf8.contains(byte) }

  /// The longest run of characters each of which follows the one before it: `abcdef`, `ABCDEF`, `AbCdEf`, `123456`, and on
  /// from `z` to `0` or `1`, from `9` to `0` or `a`.
  private static func longestRow(_ value: UnsafeRawBufferPointer) -> Int {
    var longest = 0
    var run = 1
    for at in value.indices.dropFirst() {
      let last = ValueForm.lowered(value[at - 1])
      let next = ValueForm.lowered(value[at])
      let follows =
        switch last {
        case UInt8(ascii: "z"): next == UInt8(ascii: "0") || next == UInt8(ascii: "1")
        case UInt8(ascii: "9"): next == UInt8(ascii: "0") || next == UInt8(ascii: "a")
        case UInt8(ascii: "0"): next == UInt8(ascii: "1") || next == UInt8(ascii: "a")
        default: next == last &+ 1
        }
      run = follows ? run + 1 : 1
      longest = max(longest, run)
    }
    return longest
  }

  private static func begins(_ value: UnsafeRawBufferPointer, _ prefix: StaticString) -> Bool {
    let count = prefix.utf8CodeUnitCount
    return value.count >= count && (0..<count).allSatisfy { value[$0] == prefix.utf8Start[$0] }
  }
}
