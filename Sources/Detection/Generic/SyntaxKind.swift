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
    let name = BlobPath(path.name).lowercased
    if let known = SyntaxKind.byName[name] {
      self = known
      return
    }
    if name.starts(with: SyntaxKind.environment)
      || name.suffix(SyntaxKind.environment.count).elementsEqual(SyntaxKind.environment)
    {
      self = .configuration
      return
    }
    if SyntaxKind.generatedEndings.contains(where: { name.suffix($0.count).elementsEqual($0) }) {
      self = .generated
      return
    }
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else {
      self = .other
      return
    }
    self = SyntaxKind.byExtension[Array(name[(dot + 1)...])] ?? .other
  }

  private static let environment = Array(".env".utf8)
  private static let generatedEndings = [".min.js", ".min.css", "-lock.json"].map { Array($0.utf8) }

  private static let byName: [[UInt8]: SyntaxKind] = bytes([
    "package-lock.json": .generated, "yarn.lock": .generated, "cargo.lock": .generated,
    "go.sum": .generated, "poetry.lock": .generated, "composer.lock": .generated,
    "gemfile.lock": .generated, "pnpm-lock.yaml": .generated, "dockerfile": .shell,
    "makefile": .configuration, "gnumakefile": .configuration, "credentials": .configuration,
    "config": .configuration,
    ".npmrc": .configuration, ".pypirc": .configuration, ".netrc": .configuration,
    ".bashrc": .shell, ".zshrc": .shell, ".profile": .shell, ".bash_profile": .shell,
  ])

  private static let byExtension: [[UInt8]: SyntaxKind] = {
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
    return bytes(table)
  }()

  private static func bytes(_ table: [String: SyntaxKind]) -> [[UInt8]: SyntaxKind] {
    Dictionary(uniqueKeysWithValues: table.map { (Array($0.key.utf8), $0.value) })
  }
}
