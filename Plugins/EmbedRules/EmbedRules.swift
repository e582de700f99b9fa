import Foundation
import PackagePlugin

/// Compiles `Rules/` into the program: the rules need no file at run time and no parsing at start.
@main
struct EmbedRules: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let rules = context.package.directoryURL.appending(path: "Rules")
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedRules+Pack.swift")
    let found = FileManager.default.enumerator(
      at: rules, includingPropertiesForKeys: [.isDirectoryKey])
    let below = found?.compactMap { $0 as? URL } ?? []
    let inputs = below.filter { $0.pathExtension == "yml" }
    let folders =
      [rules]
      + below.filter {
        (try? $0.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
      }
    return [
      .buildCommand(
        displayName: "Compiling rules", executable: try context.tool(named: "rule-packer").url,
        arguments: [rules.path(percentEncoded: false), output.path(percentEncoded: false)],
        // The folders are inputs so that a file that comes or goes runs the step again.
        inputFiles: inputs + folders, outputFiles: [output])
    ]
  }
}
