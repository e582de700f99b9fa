import EmbeddedRules
import Model
import Posture
import Rules
import Testing

/// Calls that make and check tokens, as programs write them.
@Suite struct SourceCallTests {
  private static func rules(_ text: String, path: String) throws -> [String] {
    let pack = try EmbeddedRules.loadPosture()
    let scanner = try #require(PostureScanner(PostureEngine(pack: pack)))
    return Array(text.utf8).withUnsafeBytes { bytes in
      scanner.check(BlobPath(path), bytes).map { finding in
        "\(finding.finding.location.start.line) \(finding.finding.rule)"
      }
    }
  }

  struct Program: CustomTestStringConvertible {
    var path = "a.js"
    var text: String
    var found: [String] = []
    var testDescription: String { text }
  }

  @Test(arguments: [
    Program(text: "jwt.sign({a: 1}, key)", found: ["2 jwt-node-no-expiry"]),
    Program(text: "f(g(jwt.sign({a: h(1)}, key)))", found: ["2 jwt-node-no-expiry"]),
    Program(text: "// jwt.sign({a: 1}, key)\n/* jwt.sign({a: 1}, key) */ 'jwt.sign({a: 1}, key)'"),
    Program(text: "jwt.sign({a: ')'}, key, /* , */ {expiresIn: '1h'})"),
    Program(text: "it's; jwt.sign({a: \"it's\"}, key)"),
    Program(text: "jwt.sign({a: 1, [b]: 2}, key); jwt.sign({a: 1, b() { return 1 }}, key)"),
    Program(
      text: "jwt.sign(p, k, {expiresIn: 60*60 * 24 * 365,})", found: ["2 jwt-node-year-expiry"]),
    Program(text: "jwt.sign(p, k, {expiresIn: '31536000'})"),
    Program(text: "jwt.sign(p, k, {expiresIn: 60 * days})"), Program(text: "jwt.sign({a: 1}"),
    Program(
      text: "jwt.sign({a: 1}, key, (error, token) => done(error, token))",
      found: ["2 jwt-node-no-expiry"]),
    Program(
      path: "a.py", text: "jwt.encode({'a': \"\"\"x, y\"\"\"}, key) # ', '",
      found: ["2 jwt-python-no-expiry"]),
    Program(path: "a.py", text: "jwt.encode({'a': 1, **more}, key)"),
    Program(
      path: "a.py", text: "KEY = 'k'\njwt.encode({'exp': 1}, KEY, algorithm='HS256')",
      found: ["3 jwt-python-literal-key"]),
    Program(path: "a.py", text: "KEY = 'k'\nKEY = load()\njwt.encode({'exp': 1}, KEY)"),
    Program(path: "a.py", text: "KEY = 'k'\nKEY += load()\njwt.encode({'exp': 1}, KEY)"),
    Program(path: "a.py", text: "KEY = load('k')\njwt.encode({'exp': 1}, KEY)"),
    Program(path: "a.py", text: "KEY = 'k'\njwt.encode({'exp': 1}, KEY.load())"),
    Program(path: "a.py", text: "# KEY = 'k'\njwt.encode({'exp': 1}, KEY)"),
    Program(
      path: "a.cs", text: "options.TokenValidationParameters.ValidateLifetime = false;",
      found: ["2 jwt-dotnet-ignores-expiry"]),
    Program(path: "a.cs", text: "options.TokenValidationParameters.ValidateLifetime = isTest;"),
    Program(path: "a.cs", text: "if (parameters.ValidateLifetime == false) {}"),
    Program(
      path: "a.go", text: "parser.SkipClaimsValidation = true\n",
      found: ["3 jwt-go-ignores-claims"]),
    Program(
      text: "const key: string = 'k';\njwt.verify(t, key)", found: ["3 jwt-node-literal-key"]),
    Program(path: "a.py", text: "KEY = 'k'\ndef test_key():\n  jwt.encode({'exp': 1}, KEY)"),
    Program(
      path: "a.rb", text: "JWT.encode({a: 1},\n  key, 'HS256')\nJWT.encode x, nil, 'none'",
      found: ["2 jwt-ruby-no-expiry", "4 jwt-ruby-unsigned"]),
  ])
  func callsAreRead(program: Program) throws {
    let heads = [
      "a.js": "require('jsonwebtoken')\n", "a.py": "import jwt\n", "a.rb": "# JWT.\n",
      "a.cs": "using Microsoft.IdentityModel.Tokens; // TokenValidationParameters\n",
      "a.go": "import \"github.com/golang-jwt/jwt/v4\"\nparser := jwt.NewParser()\n",
    ]
    let text = try #require(heads[program.path]) + program.text
    #expect(try Self.rules(text, path: program.path) == program.found)
  }

  /// Calls in calls, brackets and texts without end: read once or a few times, not once for each.
  @Test(arguments: [
    "jwt.sign(", "jwt.sign({a: ", "jwt.sign([", "jwt.sign(\"", "jwt.sign(a, {b: '", "{", "`",
  ])
  func hostileProgramsHaveAnEnd(piece: String) throws {
    let text = "require('jsonwebtoken')\n" + String(repeating: piece, count: 40_000)
    #expect(try Self.rules(text, path: "a.js").isEmpty)
  }

  @Test(arguments: [
    ("npx", "[\"-y\", \"mcp\"]", true), ("npx", "[\"-y\", \"@a/mcp@1.0.0\"]", false),
    ("npx", "[\"-y\", \"@a/mcp@latest\"]", true), ("npx", "[\"--package=mcp\", \"mcp\"]", true),
    ("npx", "[\"-p\", \"mcp@2.0.0\", \"mcp\"]", false), ("/usr/bin/npx", "[\"mcp\"]", true),
    ("npx.cmd", "[\"mcp\"]", true), ("npx", "[\"./mcp\"]", false), ("npx", "[]", false),
    ("npx", "[\"github:a/mcp\"]", false), ("uvx", "[\"--from\", \"mcp==1.0\", \"mcp\"]", false),
    ("uvx", "[\"mcp\"]", true), ("uvx", "[\"mcp@1.0.0\"]", false), ("node", "[\"mcp\"]", false),
    ("docker", "[\"run\", \"-i\", \"-e\", \"K\", \"a/mcp\"]", true),
    ("docker", "[\"run\", \"--rm\", \"localhost:5000/mcp:1\"]", false),
    ("docker", "[\"run\", \"a/mcp@sha256:0\"]", false), ("docker", "[\"start\", \"mcp\"]", false),
    ("pnpm", "[\"dlx\", \"mcp\"]", true), ("cmd", "[\"/c\", \"npx\", \"mcp\"]", true),
    ("npx", "[\"${MCP}\"]", false),
  ])
  func packagesArePinned(command: String, arguments: String, isFound: Bool) throws {
    let server =
      "{\"command\": \"\(command)\", \"args\": \(arguments), \"env\": {\"A_TOKEN\": \"$A\"}}"
    let found = try Self.rules("{\"mcpServers\": {\"a\": \(server)}}", path: ".mcp.json")
    #expect(found == (isFound ? ["1 mcp-unpinned-server"] : []))
  }
}
