import EmbeddedRules
import Model
import Rules
import Synchronization
import TestKit
import Testing

@testable import Detection

/// Each syntax in which people give a credential to a name: what is read there, and that the program finds it.
@Suite struct AssignmentSyntaxTests {
  /// A line with `@` where the value stands.
  struct Written: CustomTestStringConvertible {
    var path: String
    var text: String
    var separator: Assignment.Separator
    var form: Assignment.Form
    var testDescription: String { "\(path): \(text)" }

    init(
      _ path: String, _ text: String, _ separator: Assignment.Separator,
      _ form: Assignment.Form = .quoted
    ) {
      self.path = path
      self.text = text
      self.separator = separator
      self.form = form
    }
  }

  private static let code: [Written] = [
    Written("a.c", #"const char *password = "@";"#, .equals),
    Written("a.c", #"static const char db_password[] = "@";"#, .equals),
    Written("a.h", #"#define DB_PASSWORD "@""#, .blank),
    Written("a.cpp", #"std::string password("@");"#, .call),
    Written("a.c", #"if (strcmp(password, x) || password == "@")"#, .comparison),
    Written("a.py", "password = '@'", .equals),
    Written("a.py", #"PASSWORD: str = "@""#, .equals),
    Written("a.py", #"db = {"password": "@", "port": 1}"#, .colon),
    Written("a.py", #"db["password"] = "@""#, .equals),
    Written("a.py", #"connect(user="app", password="@")"#, .equals),
    Written("a.py", #"password = b"@""#, .equals),
    Written("a.py", #"password = os.environ.get("DB_PASSWORD", "@")"#, .comma),
    Written("a.py", #"password = os.getenv("DBX") or "@""#, .equals, .fallback),
    Written("a.py", "password = \"\"\"@\"\"\"", .equals),
    Written("a.py", #"login("app", "@")"#, .argument),
    Written("a.py", #"requests.get(url, auth=("app", "@"))"#, .argument),
    Written("a.py", #"smtp.login(user, "@")"#, .argument),
    Written("a.rb", ":password => '@'", .arrow),
    Written("a.rb", "password: '@'", .colon),
    Written("a.rb", "ENV['DB_PASSWORD'] = '@'", .equals),
    Written("a.rb", "ENV['DB_PASSWORD'] || '@'", .equals),
    Written("a.rb", "ENV['DB_PASSWORD'] ||= '@'", .equals),
    Written("a.rb", "set :password, '@'", .comma),
    Written("a.rb", "cookies[:token] = { value: '@' }", .value),
    Written("a.go", #"password := "@""#, .colon),
    Written("a.go", #"Password: "@","#, .colon),
    Written("a.go", #"const apiToken = "@""#, .equals),
    Written("a.go", #"token := []byte("@")"#, .colon, .wrapped),
    Written("a.rs", #"let password: &str = "@";"#, .equals),
    Written("a.rs", #"password: Some("@".to_string()),"#, .colon, .wrapped),
    Written("A.java", #"String password = "@";"#, .equals),
    Written("A.java", #"user.setPassword("@");"#, .call),
    Written("A.java", #"map.put("password", "@");"#, .comma),
    Written("A.java", #"DriverManager.getConnection(url, "app", "@");"#, .argument),
    Written("a.kt", #"val password: String = "@""#, .equals),
    Written("a.scala", #"val password = "@""#, .equals),
    Written("a.cs", #"string password = $"@";"#, .equals),
    Written("a.cs", #"new NetworkCredential("app", "@")"#, .argument),
    Written("a.cs", #"Password = config["x"] ?? "@";"#, .equals, .fallback),
    Written("a.php", "$password = '@';", .equals),
    Written("a.php", "'password' => '@',", .arrow),
    Written("a.php", "define('DB_PASSWORD', '@');", .comma),
    Written("a.php", "new PDO($dsn, 'app', '@');", .argument),
    Written("a.php", "mysqli_connect($host, 'app', '@', 'shop');", .argument),
    Written("a.pl", "my $password = '@';", .equals),
    Written("a.pl", "password => '@',", .arrow),
    Written("a.js", "const password = '@'", .equals),
    Written("a.js", "const dbPassword =\n  '@'", .equals),
    Written("a.js", "password: process.env.DBX || '@',", .colon, .fallback),
    Written("a.ts", "private token: string = '@';", .equals),
    Written("a.swift", #"let apiKey = "@""#, .equals),
    Written("a.ex", #"config :app, password: "@""#, .colon),
    Written("a.sql", "ALTER ROLE app PASSWORD '@';", .blank),
    Written("a.sql", "SET PASSWORD FOR app = PASSWORD('@');", .call),
    Written("a.tf", #"password = "@""#, .equals),
    Written("a.tf", "variable \"db_password\" {\n  type = string\n  default = \"@\"\n}", .value),
    Written("a.json", #"{"password": "@"}"#, .colon),
    Written("a.js", #"x = "{\"password\": \"@\"}""#, .colon),
    Written("a.py", #"dsn = "host=db;password=@;port=1""#, .equals, .bare),
    Written("a.py", "# password: @", .colon, .bare),
  ]

  private static let configuration: [Written] = [
    Written("a.yml", "password: @", .colon, .bare),
    Written("a.yml", #"password: "@""#, .colon),
    Written("a.yml", "- {user: app, password: @}", .colon, .bare),
    Written("a.yml", "- name: DB_PASSWORD\n  value: @\n", .value, .bare),
    Written("a.yml", "- name: DB_PASSWORD\n  value: \"@\"\n", .value),
    Written("a.yml", "password: |\n  @\nother: 1", .colon, .bare),
    Written("a.yml", "password: >-\n  @\nother: 1", .colon, .bare),
    Written("a.yml", "- \"DB_PASSWORD=@\"", .equals, .bare),
    Written("a.yml", "password: ${DB_PASSWORD:-@}", .colon, .fallback),
    Written("a.yml", "run: tool --password @ --quiet", .flag, .bare),
    Written("a.toml", #"password = "@""#, .equals),
    Written("a.ini", "password = @", .equals, .bare),
    Written("a.properties", "db.password=@", .equals, .bare),
    Written("a.properties", "db.password=${DB_PASSWORD:@}", .equals, .fallback),
    Written(".env", "DB_PASSWORD=@", .equals, .bare),
    Written(".env", "DB_PASSWORD='@'", .equals),
    Written("redis.conf", "requirepass @", .blank, .bare),
    Written("Makefile", "PASSWORD ?= @", .equals, .bare),
    Written("Makefile", "PASSWORD := @", .colon, .bare),
    Written("a.xml", #"<add key="password" value="@"/>"#, .value),
    Written("a.xml", "<password>@</password>", .element, .bare),
    Written("a.xml", "<password>\n  @\n</password>", .element, .bare),
    Written("a.xml", #"<user name="app" password="@"/>"#, .equals),
    Written("a.html", #"<input type="text" name="password" value="@">"#, .value),
    Written("a.html", "<pre>{&quot;password&quot;: &quot;@&quot;}</pre>", .colon),
    Written("a.sh", "export DB_PASSWORD=@", .equals, .bare),
    Written("a.sh", #"DB_PASSWORD="@" run"#, .equals),
    Written("a.sh", #"DB_PASSWORD="${DB_PASSWORD:-@}""#, .equals, .fallback),
    Written("a.sh", "tool --password @ --quiet", .flag, .bare),
    Written("a.sh", "tool --password=@ --quiet", .equals, .bare),
    Written("a.sh", #"tool --api-key "@""#, .flag),
    Written("a.ps1", #"$Password = "@""#, .equals),
    Written("a.ps1", #"Connect-It -Password "@""#, .flag),
    Written("Dockerfile", "ENV DB_PASSWORD=@", .equals, .bare),
    Written("Dockerfile", "ENV DB_PASSWORD @", .blank, .bare),
    Written("Dockerfile", "ARG API_TOKEN=@", .equals, .bare),
    Written("a.java", #"args("--keystore-password", "@")"#, .flag),
    Written("a.http", "X-Auth-Token: @", .colon, .bare),
    Written("a.txt", "https://h.test/v1?api_key=@&page=1", .equals, .bare),
    Written("a.md", "* **Password**: @", .colon, .bare),
    Written("a.md", "Password: `@`", .colon),
    Written("a.md", "    password = \"@\"", .equals),
    Written("a.yml", "密码: @", .colon, .bare),
    Written("a.md", "密码：@", .colon, .bare),
    Written("a.py", "contraseña = '@'", .equals),
    Written("a.yml", "wachtwoord: @", .colon, .bare),
  ]

  private static func value(seed: UInt64) throws -> String {
    try EngineTests.fill(
      "{lower:3}{digit:2}{upper:3}{digit:1}{lower:4}{digit:2}{upper:2}", seed: seed)
  }

  private static func fill(_ written: Written, _ value: String) -> String {
    written.text.split(separator: "@", omittingEmptySubsequences: false).joined(separator: value)
  }

  /// One engine for all: building one takes longer than what is scanned here.
  private static let engine = Result { Engine(pack: try EmbeddedRules.load()) }

  private static func scan(_ text: String, path: String) throws -> BlobScanner {
    let scanner = try #require(BlobScanner(try engine.get()))
    scanner.begin(Blob(path: BlobPath(path)))
    Array(text.utf8).withUnsafeBytes {
      scanner.take(BlobWindow(bytes: $0, offset: 0, owned: $0.count))
    }
    scanner.end(readWhole: true)
    return scanner
  }

  /// All assignments that are read around any three bytes of a text, with their values' texts.
  private static func read(_ text: String, path: String) -> [(found: Assignment, value: String)] {
    Array(text.utf8).withUnsafeBytes { bytes in
      let reader = AssignmentReader(bytes, kind: SyntaxKind(path: BlobPath(path)))
      var all: [(found: Assignment, value: String)] = []
      for at in 0..<max(0, bytes.count - 2) {
        guard let found = reader.assignment(around: at..<(at + 3)) else { continue }
        all.append((found, String(decoding: bytes[found.value], as: UTF8.self)))
      }
      return all
    }
  }

  @Test(arguments: code + configuration) func isRead(written: Written) throws {
    let value = try Self.value(seed: 1)
    let all = Self.read(Self.fill(written, value), path: written.path)
    let read = all.first { $0.value == value && $0.found.separator == written.separator }
    #expect(try #require(read).found.form == written.form)
  }

  /// The same through the whole program, with values of several seeds: what a value looks like decides too.
  @Test(arguments: code + configuration) func isFound(written: Written) throws {
    var found = 0
    for seed in 1...4 as ClosedRange<UInt64> {
      let value = try Self.value(seed: seed)
      let scanner = try Self.scan(Self.fill(written, value) + "\n", path: written.path)
      let secrets = scanner.findings.map { String(decoding: $0.secret.reveal(), as: UTF8.self) }
      if secrets.contains(where: { $0.contains(value) }) { found += 1 }
    }
    #expect(found >= 2)
  }

  /// Names that only seem to speak of a credential, and values that are none.
  @Test(arguments: [
    ("a.py", #"password = os.environ["DB_PASSWORD"]"#),
    ("a.py", "password = getpass.getpass()"),
    ("a.py", "if password == other_password:"),
    ("a.py", #"passwordField = "user_password""#),
    ("a.py", #"password = "changeme""#),
    ("a.py", #"password = "the password must not be empty""#),
    ("a.py", #"tokenizer = "bert-base-uncased""#),
    ("a.py", #"primary_key = "customer_id""#),
    ("a.py", #"keyboard = "qwerty-us""#),
    ("a.py", #"token_url = "https://login.acme.test/oauth/token""#),
    ("a.py", #"private_key_path = "/etc/ssl/private/server.key""#),
    ("a.py", #"password_changed_at = "2024-01-02""#),
    ("a.py", #"login("username", "password")"#),
    ("a.py", #"signal.connect(widget, "clicked")"#),
    ("a.py", #"["api_key", "api_secret"]"#),
    ("a.ts", "token: string;"), ("a.ts", "password?: string | undefined"),
    ("a.js", "password: req.body.password,"), ("a.js", "const token = await login(user)"),
    ("a.js", "throw new Error('unexpected token')"),
    ("a.go", "Password: cfg.Password,"), ("a.go", #"token := os.Getenv("TOKEN")"#),
    ("a.java", "this.password = password;"), ("a.rb", "password: params[:password]"),
    ("a.sh", "PASSWORD=$1"), ("a.sh", #"PASSWORD="${PASSWORD:?}""#),
    ("a.sh", #"tool --password "$PASSWORD""#), ("a.sh", "tool --password-file /run/secrets/db"),
    ("a.yml", "password: ${DB_PASSWORD}"), ("a.yml", "password: {{ vault_password }}"),
    ("a.yml", "secretName: shop-app-tls"), ("a.yml", "password: !vault |"),
    ("a.yml", "password: <your password>"), ("a.yml", "tokens: 4096"),
    ("a.yml", "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: {name: db}"),
    ("a.json", #"{"password": null, "token": true}"#), ("a.json", #"{"key": "value"}"#),
    ("a.xml", "<password>${db.password}</password>"),
    ("a.html", #"<input type="password" name="password" placeholder="Password">"#),
    ("a.tf", "password = var.db_password"), ("a.tf", #"password = "${var.db_password}""#),
    ("a.sql", "CREATE TABLE u (password VARCHAR(64) NOT NULL);"),
    ("a.md", "The password is stored in the vault."), ("a.md", "Password: required, 8 characters"),
    ("Dockerfile", "ARG API_TOKEN"), ("a.ini", "password ="),
  ])
  func isNone(path: String, text: String) throws {
    #expect(try Self.scan(text + "\n", path: path).findings.isEmpty)
  }

  @Test func oneLineEndsAreReadOver() throws {
    // Nothing is read past the next line, nor past what the reader holds.
    let value = try Self.value(seed: 2)
    #expect(try EngineTests.scan("password =\n\n\n'\(value)'\n", path: "a.js").findings.isEmpty)
    for text in [
      "password", "password=", "password = \"", "login(", "login(a,", "password = ${",
      "password: |",
    ] {
      for path in ["a.py", "a.yml", "a.sh", "a.xml", "a.md", "Dockerfile"] {
        #expect(try Self.scan(text, path: path).findings.isEmpty)
      }
    }
  }

  @Test func manyNestedBracesAreHarmless() throws {
    let text = String(repeating: "token = { value = ", count: 2_000)
    #expect(try EngineTests.scan(text, path: "a.tf").findings.isEmpty)
  }

  @Test func aSaltIsWorthLittle() throws {
    let value = try EngineTests.fill("{hex:31}9")
    let line = "password_salt = \"\(value)\"\n"
    #expect(try EngineTests.scan(line).findings.isEmpty)
    let low = try EngineTests.scan(line) { $0.minimumConfidence = .low }
    #expect(low.findings.map(\.confidence) == [.low])
    #expect(low.findings.map(\.severity) == [.low])
  }

  @Test(arguments: [
    ("src/app.py", false), ("tests/app.py", true), ("src/test_app.py", true), ("docs/a.md", true),
    ("README.md", true), ("src/latest/app.py", false), ("pkg/a_test.go", true), (".env", false),
    ("examples/.env", true),
  ])
  func aTestIsMilder(path: String, isMild: Bool) throws {
    let line = "password = \"\(try Self.value(seed: 3))\"\n"
    let finding = try #require(try EngineTests.scan(line, path: path).findings.first)
    #expect(finding.severity == (isMild ? .medium : .high))
  }

  @Test func tracingNamesWhatDecided() throws {
    let traces = Mutex<[TracedCandidate]>([])
    _ = try EngineTests.scan("password = \"\(try Self.value(seed: 3))\"\n") { options in
      options.trace = { candidate in traces.withLock { $0.append(candidate) } }
    }
    let kept = traces.withLock { $0.filter(\.isKept) }
    #expect(kept.count == 1)
    #expect(AssignmentSample.names.contains { kept.first?.reason.contains($0) == true })
  }
}
