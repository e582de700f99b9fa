internal import Inputs

/// An input that cannot be scanned at all is a mistake in how the program was called.
enum InputErrors {
  static func asUsage<Result>(_ body: () throws(InputError) -> Result) throws -> Result {
    do throws(InputError) {
      return try body()
    } catch {
      throw ProgramExit(code: .usage, message: "\(error)")
    }
  }
}
