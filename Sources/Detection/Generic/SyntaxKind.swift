internal import Model

/// What a file is, as far as reading assignments needs to know.
enum SyntaxKind: UInt8 {
  /// Values are quoted literals; what stands bare is code.
  case code
  /// Bare values are values: YAML, properties, INI, dotenv.
  case configuration
  /// `NAME=value` without blanks around the sign.
  case shell
  /// Elements and attributes.
  case markup
  /// Prose, logs, what has no known name.
  case other
  /// Written by machines, full of digests: no generic detection.
  case generated

  init(path: BlobPath) {
    let name = String(decoding: path.name, as: UTF8.self).lowercased()
    if let known = SyntaxKind.byName[name] {
      self = known
      return
    }
    if name.hasPrefix(".env") || name.hasSuffix(".env") {
      self = .configuration
      return
    }
    if name.hasSuffix(".min.js") || name.hasSuffix(".min.css") || name.hasSuffix("-lock.json") {
      self = .generated
      return
    }
    guard let dot = name.lastIndex(of: ".") else {
      self = .other
      return
    }
    self = SyntaxKind.byExtension[String(name[name.index(after: dot)...])] ?? .other
  }

  private static let byName: [String: SyntaxKind] = [
    "package-lock.json": .generated, "yarn.lock": .generated, "cargo.lock": .generated,
    "go.sum": .generated, "poetry.lock": .generated, "composer.lock": .generated,
    "gemfile.lock": .generated, "pnpm-lock.yaml": .generated, "dockerfile": .shell,
    "makefile": .configuration, "gnumakefile": .configuration, "credentials": .configuration,
    "config": .configuration,
    ".npmrc": .configuration, ".pypirc": .configuration, ".netrc": .configuration,
    ".bashrc": .shell, ".zshrc": .shell, ".profile": .shell, ".bash_profile": .shell,
  ]

  private static let byExtension: [String: SyntaxKind] = {
    let lists: [(SyntaxKind, String)] = [
      (
        .code,
        """
        c h cc cpp cxx hpp hh cs java kt kts scala groovy swift m mm go rs py pyi rb php pl pm js jsx \
        mjs cjs ts tsx vue svelte dart lua r jl ex exs erl clj cljs hs ml fs vb json json5 hcl tf \
        tfvars sol zig nim d v sql gradle ipynb
        """
      ),
      (
        .configuration,
        "yml yaml ini cfg conf cnf config properties props toml env editorconfig service tpl j2 mk tmpl ldif"
      ),
      (.shell, "sh bash zsh fish ps1 psm1 psd1 bat cmd"),
      (.markup, "xml html htm xhtml plist csproj targets jsp aspx xsl wsdl"),
      (.generated, "svg map lock css scss less woff po pot strings xliff sum patch diff"),
    ]
    var table: [String: SyntaxKind] = [:]
    for (kind, names) in lists {
      for name in names.split(separator: " ") { table[String(name)] = kind }
    }
    return table
  }()
}
