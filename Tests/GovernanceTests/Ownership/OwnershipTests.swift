import Model
import Rules
import Testing

@testable import Governance

/// Who owns a credential, through the assessor, from a repository's files.
@Suite struct OwnershipTests {
  /// A repository's files, where a credential stands, and what that comes to.
  struct Case: CustomTestStringConvertible {
    var name: String
    var files: [String: String] = [:]
    var path = "src/app/main.py"
    var remote: String?
    var facts: [(String, String)] = []
    var author: String?
    var active: Set<String>?
    var status: Ownership.Status
    var owner: String?
    var source: String?
    var conflicts: [String] = []
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "nothing", status: .none),
    Case(
      name: "a team in CODEOWNERS", files: [".github/CODEOWNERS": "* @acme/core\n"],
      status: .owned, owner: "@acme/core", source: ".github/CODEOWNERS:1"),
    Case(
      name: "a person in CODEOWNERS", files: ["CODEOWNERS": "\n* @jane\n"], status: .personOnly,
      owner: "@jane", source: "CODEOWNERS:2"),
    Case(
      name: "a team beside a person", files: ["CODEOWNERS": "* @jane @acme/core\n"],
      status: .owned, owner: "@acme/core", source: "CODEOWNERS:1"),
    Case(
      name: "unowned on purpose", files: ["CODEOWNERS": "* @acme/core\n/src/app/\n"], status: .none,
      source: "CODEOWNERS:2 leaves it without an owner"),
    Case(
      name: "GitHub reads .github first",
      files: ["CODEOWNERS": "* @acme/wrong\n", ".github/CODEOWNERS": "* @acme/right\n"],
      remote: "git@github.com:acme/app.git", status: .owned, owner: "@acme/right",
      source: ".github/CODEOWNERS:1"),
    Case(
      name: "GitLab reads the root first",
      files: ["CODEOWNERS": "* @acme/right\n", ".gitlab/CODEOWNERS": "* @acme/wrong\n"],
      remote: "https://gitlab.com/acme/app.git", status: .owned, owner: "@acme/right",
      source: "CODEOWNERS:1"),
    Case(
      name: "GitLab does not read .github", files: [".github/CODEOWNERS": "* @acme/wrong\n"],
      remote: "https://gitlab.example.com/acme/app", status: .none),
    Case(
      name: "GitLab's own group", files: ["CODEOWNERS": "* @acme\n"],
      remote: "https://gitlab.com/acme/app", status: .owned, owner: "@acme",
      source: "CODEOWNERS:1"),
    Case(
      name: "a role is no person", files: ["CODEOWNERS": "* @@maintainer\n"],
      remote: "https://gitlab.com/acme/app", status: .owned, owner: "@@maintainer",
      source: "CODEOWNERS:1"),
    Case(
      name: "sections make it GitLab's",
      files: ["CODEOWNERS": "[Core] @acme/core\nsrc/\n"], status: .owned, owner: "@acme/core",
      source: "CODEOWNERS:2"),
    Case(
      name: "a bot never owns", files: ["CODEOWNERS": "* @dependabot\n"], status: .none),
    Case(
      name: "a bot beside a person", files: ["OWNERS": "approvers: [k8s-ci-robot, jane]\n"],
      status: .personOnly, owner: "jane", source: "OWNERS:1"),
    Case(
      name: "the nearest OWNERS",
      files: [
        "OWNERS": "approvers:\n- root\n",
        "src/OWNERS": "approvers:\n  - ann # since 2020\nemeritus_approvers:\n- old\n",
      ], status: .personOnly, owner: "ann", source: "src/OWNERS:2"),
    Case(
      name: "emeritus is no owner",
      files: ["src/OWNERS": "approvers: [old]\nemeritus_approvers: [old]\n"], status: .none),
    Case(
      name: "an alias is a team",
      files: [
        "src/OWNERS": "approvers:\n- net-team\n",
        "OWNERS_ALIASES": "aliases:\n  net-team:\n  - ann\n  - bob\n",
      ], status: .owned, owner: "net-team", source: "src/OWNERS:2"),
    Case(
      name: "a filter for all",
      files: ["OWNERS": "filters:\n  \".*\":\n    approvers:\n    - ann\n"],
      status: .personOnly, owner: "ann", source: "OWNERS:4"),
    Case(
      name: "Backstage",
      files: [
        "catalog-info.yaml": """
        apiVersion: backstage.io/v1alpha1
        kind: System
        metadata: {name: shop}
        spec:
          owner: platform
        ---
        apiVersion: backstage.io/v1alpha1
        kind: Component
        metadata:
          name: app
        spec:
          type: service
          owner: group:default/payments # who answers
        """
      ], status: .owned, owner: "payments", source: "catalog-info.yaml:13"),
    Case(
      name: "Backstage in a folder above",
      files: ["src/catalog-info.yml": "kind: Component\nspec:\n  owner: user:default/jane\n"],
      status: .personOnly, owner: "jane", source: "src/catalog-info.yml:3"),
    Case(
      name: "Datadog 2", files: ["service.datadog.yaml": "schema-version: v2\nteam: shop\n"],
      status: .owned, owner: "shop", source: "service.datadog.yaml:2"),
    Case(
      name: "Datadog 3",
      files: ["entity.datadog.yaml": "kind: service\nmetadata:\n  name: a\n  owner: shop\n"],
      status: .owned, owner: "shop", source: "entity.datadog.yaml:4"),
    Case(
      name: "Cortex",
      files: [
        "cortex.yaml":
          "info:\n  title: a\n  x-cortex-owners:\n    - type: group\n      name: shop\n"
      ], status: .owned, owner: "shop", source: "cortex.yaml:5"),
    Case(
      name: "OpsLevel", files: ["opslevel.yml": "version: 1\nservice:\n  owner: shop\n"],
      status: .owned, owner: "shop", source: "opslevel.yml:3"),
    Case(
      name: "Compass",
      files: ["compass.yml": "name: a\nownerId: ari:cloud:identity::team/4f3-ab\n"],
      status: .owned, owner: "4f3-ab", source: "compass.yml:2"),
    Case(
      name: "package.json",
      files: [
        "package.json": "{\n  \"name\": \"app\",\n  \"author\": \"Jane Doe <jane@acme.com>\"\n}\n"
      ], status: .personOnly, owner: "Jane Doe <jane@acme.com>", source: "package.json:3"),
    Case(
      name: "pyproject.toml",
      files: [
        "pyproject.toml":
          "[project]\nauthors = [\n  { name = \"Jane\", email = \"jane@acme.com\" },\n]\n"
      ], status: .personOnly, owner: "jane@acme.com", source: "pyproject.toml:3"),
    Case(
      name: "an inline comment goes before all",
      files: ["CODEOWNERS": "* @acme/core\n", "opslevel.yml": "service:\n  owner: shop\n"],
      facts: [("owner", "payments")], status: .owned, owner: "payments", source: "owner"),
    Case(
      name: "catalog and CODEOWNERS agree",
      files: ["CODEOWNERS": "* @acme/team-shop\n", "opslevel.yml": "service:\n  owner: Shop\n"],
      status: .owned, owner: "Shop", source: "opslevel.yml:2"),
    Case(
      name: "catalog and CODEOWNERS disagree",
      files: ["CODEOWNERS": "* @acme/core\n", "opslevel.yml": "service:\n  owner: shop\n"],
      status: .conflict, owner: "shop", source: "opslevel.yml:2",
      conflicts: ["@acme/core (CODEOWNERS:1)"]),
    Case(
      name: "a tag and CODEOWNERS disagree", files: ["CODEOWNERS": "* @acme/core\n"],
      facts: [("owner-tag", "shop")], status: .conflict, owner: "shop", source: "owner-tag",
      conflicts: ["@acme/core (CODEOWNERS:1)"]),
    Case(
      name: "a person in a tag does not stand against a team",
      files: ["CODEOWNERS": "* @acme/core\n"], facts: [("owner-tag", "jane@acme.com")],
      status: .owned, owner: "@acme/core", source: "CODEOWNERS:1"),
    Case(
      name: "OWNERS does not stand against CODEOWNERS",
      files: ["CODEOWNERS": "* @acme/core\n", "OWNERS": "approvers: [jane]\n"], status: .owned,
      owner: "@acme/core", source: "CODEOWNERS:1"),
    Case(
      name: "a variable is no owner", facts: [("owner-tag-variable", "${var.owner}")],
      status: .none, source: "owner-tag-variable is set by a variable"),
    Case(
      name: "default tags of the folder",
      files: [
        "src/app/providers.tf":
          "provider \"aws\" {\n  default_tags {\n    tags = {\n      Team = \"infra\"\n    }\n  }\n}\n"
      ], status: .owned, owner: "infra", source: "tag Team of src/app/providers.tf:4"),
    Case(
      name: "Kustomize's common labels",
      files: ["src/app/kustomization.yaml": "commonLabels:\n  team: infra\n"], status: .owned,
      owner: "infra", source: "label team of src/app/kustomization.yaml:2"),
    Case(
      name: "who brought it, still active", author: "Jane <Jane@acme.com>",
      active: ["jane@acme.com"], status: .personOnly, owner: "Jane <Jane@acme.com>",
      source: "commit 0123456789ab"),
    Case(
      name: "who brought it has left", author: "Jane <jane@acme.com>", active: ["x@acme.com"],
      status: .departed, owner: "Jane <jane@acme.com>", source: "commit 0123456789ab"),
    Case(
      name: "a bot brought it",
      author: "renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>",
      active: [], status: .none),
  ]

  @Test(arguments: cases)
  func owner(_ one: Case) throws {
    var finding = Finding.sample(path: one.path)
    var assessment = Assessment()
    assessment.facts = one.facts.map { Assessment.Fact(name: $0.0, value: $0.1, source: $0.0) }
    finding.assessment = assessment
    if let author = one.author {
      let commit = Finding.Commit(
        id: "0123456789abcdef0123456789abcdef01234567", author: author,
        date: "2026-01-31T12:00:00+00:00")
      finding.history = [
        Finding.HistoryPlace(
          path: finding.path, location: finding.location, blob: "", commit: commit, isInHead: true)
      ]
    }
    var repository = RepositoryFacts.Repository(
      files: one.files.mapValues { Array($0.utf8) })
    repository.remote = one.remote
    repository.activeAuthors = one.active
    var findings = [finding]
    let assessor = Assessor(
      pack: try RulePack(RuleSet(families: [], detectors: [])),
      repository: RepositoryFacts(repositories: [repository]), asOf: 1_769_860_800)
    assessor.complete(&findings)
    let owner = try #require(findings[0].assessment?.owner)
    #expect(owner.status == one.status)
    #expect(owner.name == one.owner)
    #expect(owner.source == one.source)
    #expect(owner.conflicts == one.conflicts)
  }

  @Test func severalRepositoriesKeepTheirOwn() throws {
    var findings = ["one/a.py", "two/sub/a.py", "stray.py"].map { Finding.sample(path: $0) }
    let facts = RepositoryFacts(
      repositories: [
        .init(files: ["CODEOWNERS": Array("* @acme/one\n".utf8)]),
        .init(files: ["CODEOWNERS": Array("/sub/ @acme/two\n".utf8)]),
      ],
      places: [
        BlobPath("one/a.py"): .init(repository: 0, path: Array("a.py".utf8)),
        BlobPath("two/sub/a.py"): .init(repository: 1, path: Array("sub/a.py".utf8)),
      ])
    Assessor(
      pack: try RulePack(RuleSet(families: [], detectors: [])), repository: facts, asOf: 0
    ).complete(&findings)
    #expect(findings.map { $0.assessment?.owner.name } == ["@acme/one", "@acme/two", nil])
  }

  @Test(
    arguments: [
      ("https://github.com/acme/app.git", "github.com", "acme/app"),
      ("https://user:token@github.com/acme/app", "github.com", "acme/app"),
      ("git@gitlab.com:group/sub/app.git", "gitlab.com", "group/sub/app"),
      ("ssh://git@bitbucket.org:22/acme/app", "bitbucket.org", "acme/app"),
      ("/srv/git/app.git", nil, nil), ("../app", nil, nil), ("file:///srv/a/b", nil, nil),
      ("https://github.com/acme/app`x`", nil, nil),
    ] as [(String, String?, String?)])
  func remotes(_ text: String, _ domain: String?, _ slug: String?) {
    let address = RemoteAddress(text)
    #expect(address?.domain == domain)
    #expect(address?.slug == slug)
  }

  @Test func filesToReadAreThoseOfTheFoldersAbove() {
    let paths = OwnershipFiles.paths(for: [Array("a/b/c.py".utf8)])
    for path in [".github/CODEOWNERS", "OWNERS", "a/OWNERS", "a/b/OWNERS", "a/b/main.tf"] {
      #expect(paths.contains(path))
    }
    #expect(!paths.contains("a/main.tf"))
    #expect(!paths.contains("a/b/c.py/OWNERS"))
    // Whose services a credential's files are matters where it stands in several.
    #expect(!paths.contains("a/go.mod"))
    let shared = OwnershipFiles.paths(
      for: [Array("a/b/c.py".utf8), Array("d/e.py".utf8)], shared: [Array("a/b/c.py".utf8)])
    #expect(shared.contains("a/go.mod") && shared.contains("a/b/Dockerfile"))
    #expect(!shared.contains("d/Dockerfile"))
  }
}

extension Finding {
  /// A finding that says no more than where it stands.
  static func sample(path: String, family: String = "", line: Int = 1, offset: Int = 0) -> Finding {
    let position = Position(line: line, column: 1, utf16Column: 1)
    return Finding(
      rule: "sample", name: "Sample", family: family, provider: "Sample", confidence: .high,
      severity: .high, path: BlobPath(path),
      location: Location(start: position, end: position, offsets: offset..<(offset + 4)),
      secret: Secret([0x78, 0x78, 0x78, 0x78]), secretID: path, id: path,
      excerpt: Excerpt(text: "", marked: 0..<0))
  }
}
