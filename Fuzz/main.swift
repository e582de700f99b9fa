import EmbeddedRules
import Foundation

// sprawl-fuzz TARGET --seeds FOLDER     writes the target's first inputs
// sprawl-fuzz TARGET [libFuzzer's arguments]

/// libFuzzer's loop; Swift has no header for it.
///
/// Source: https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

guard let target = FuzzTargets.selected else {
  let names = FuzzTargets.all.keys.sorted().joined(separator: ", ")
  FileHandle.standardError.write(Data("usage: sprawl-fuzz TARGET …; targets: \(names)\n".utf8))
  exit(2)
}
if CommandLine.arguments.count == 4, CommandLine.arguments[2] == "--seeds" {
  let folder = URL(filePath: CommandLine.arguments[3])
  for (number, seed) in target.seeds().enumerated() {
    try Data(seed).write(to: folder.appending(path: "seed-\(number)"))
  }
} else {
  // libFuzzer does not know the target's name.
  var count = CommandLine.argc - 1
  var arguments = CommandLine.unsafeArgv + 1
  exit(
    runDriver(&count, &arguments) { bytes, size in
      // Safety: libFuzzer's copy of exactly `size` bytes, alive during the call; the sanitizer sees every step beyond.
      FuzzTargets.selected?.run(UnsafeRawBufferPointer(start: bytes, count: size))
      return 0
    })
}
