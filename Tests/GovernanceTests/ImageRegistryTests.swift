import Model
import Testing

@testable import Governance

/// Which registry a login of images is for.
@Suite struct ImageRegistryTests {
  private typealias Login = (text: String, path: String, family: String, registry: String?)

  private static let places: [Login] = [
    ("docker login ghcr.io -u ci -p {SECRET}\n", "a.sh", "docker-login-command", "ghcr.io"),
    (
      "docker login \\\n  -u AWS -p {SECRET} \\\n  012345678901.dkr.ecr.eu-west-1.amazonaws.com\n",
      "a.sh", "docker-login-command", "012345678901.dkr.ecr.eu-west-1.amazonaws.com"
    ),
    (
      "helm registry login --username j.doe -p {SECRET} https://registry.acme.test:5000/x\n",
      "a.sh",
      "docker-login-command", "registry.acme.test"
    ),
    ("docker login -u j.doe -p {SECRET}\n", "a.sh", "docker-login-command", nil),
    ("docker login -u ci -p{SECRET}.x\n", "a.sh", "docker-login-command", nil),
    ("docker login -u ci -p {SECRET} && curl ghcr.io\n", "a.sh", "docker-login-command", nil),
    ("app.mail:\n  docker_password: {SECRET}\n", "a.yml", "docker-hub-password", nil),
    ("echo ghcr.io\ndocker login -u ci -p {SECRET}\n", "a.sh", "docker-login-command", nil),
    (
      "{\"auths\": {\n  \"https://index.docker.io/v1/\": {\n    \"auth\": \"{SECRET}\"\n  }\n}}\n",
      "config.json", "docker-config-auth", "index.docker.io"
    ),
    (
      "with:\n  registry: ghcr.io\n  username: ci\n  password: {SECRET}\n", "a.yml",
      "docker-hub-password", "ghcr.io"
    ),
    (
      "with:\n  registry: ${{ env.REGISTRY }}\n  password: {SECRET}\n", "a.yml",
      "docker-hub-password", nil
    ),
    ("docker login ghcr.io -u ci -p {SECRET}\n", "a.sh", "generic-secret", nil),
  ]

  @Test(arguments: places)
  private func theRegistryStandsAroundTheLogin(_ place: Login) throws {
    let secret = Made.text(24)
    let found = try Place.read(place.text, secret: secret, family: place.family, path: place.path)
    #expect(found.named["registry"] == place.registry)
  }

  /// Passwords may look like hosts, whole or in part.
  @Test(arguments: [
    "{}.example", "a.{}.io", "x({}.example", "{}=b.io", "-{}.example", "{}.ghcr.io",
  ])
  func nothingOfTheSecretIsTakenForARegistry(_ form: String) throws {
    let secret = form.replacing("{}", with: Made.text(12))
    for text in ["docker login -u ci -p {SECRET}\n", "docker login -u ci -p '{SECRET}' ghcr.io\n"] {
      let found = try Place.read(text, secret: secret, family: "docker-login-command", path: "a.sh")
      let registry = found.named["registry"]
      #expect(registry == (text.contains("ghcr.io") ? "ghcr.io" : nil))
    }
  }

  private static let stands: [(family: String, registry: String?, stand: ImageRegistry.Stand)] = [
    ("docker-hub-password", nil, .itself), ("docker-hub-password", "docker.io", .itself),
    ("docker-config-auth", "index.docker.io", .itself),
    ("docker-config-auth", "ghcr.io", .family("github-pat-classic")),
    ("docker-config-auth", "notghcr.io", .unknown),
    ("docker-login-command", "eu.gcr.io", .family("google-service-account-key")),
    ("docker-login-command", "europe-docker.pkg.dev", .family("google-service-account-key")),
    ("docker-login-command", "acme.azurecr.io", .family("azure-container-registry-key")),
    ("docker-login-command", "registry.acme.test", .unknown), ("jwt", "ghcr.io", .itself),
  ]

  @Test(arguments: stands)
  func theHostSaysWhoseLoginItIs(
    _ row: (family: String, registry: String?, stand: ImageRegistry.Stand)
  ) {
    var assessment = Assessment()
    if let registry = row.registry { assessment.note(.registry, registry, from: "a test") }
    #expect(ImageRegistry.stand(of: row.family, assessment) == row.stand)
  }
}
