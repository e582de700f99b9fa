import Foundation
import PackagePlugin

/// Compiles `Rules/` into the program: the rules need no file at run time and no parsing at start.
@main
struct EmbedRules: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let rules = context.package.directoryURL.appending(path: "Rules")
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedRules+Pack.swift")
    let files = FileManager.default.enumerator(at: rules, includingPropertiesForKeys: nil)
    let inputs = (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "yml" }
    let folders = ["", "credentials"].map { rules.appending(path: $0) }
    return [
      .buildCommand(
        displayName: "Compiling rules", executable: try context.tool(named: "rule-packer").url,
        arguments: [rules.path(percentEncoded: false), output.path(percentEncoded: false)],
        // The folders are inputs so that a file that comes or goes runs the step again.
        inputFiles: inputs + folders, outputFiles: [output])
    ]
  }
}
