internal import Model

/// The names of the facts that assessments carry: the one place where they are documented. Migrations fill them into
/// what there is to paste; none of them is secret.
public enum FactName: String, Sendable, CaseIterable {
  // MARK: Amazon
  /// The 12 digits of an account: decoded from a key id, or from an ARN or image beside the credential.
  case awsAccount = "aws-account"
  /// `eu-central-1`: signed into a link, or assigned beside the credential.
  case awsRegion = "aws-region"
  /// The service that a link is signed for: `s3`.
  case awsService = "aws-service"
  /// The ARN of a role that the text names.
  case awsRole = "aws-role"
  /// The user's name in a key that carries it.
  case awsUser = "aws-user"
  /// The id of the key that signed: `AKIA…`, an identifier, not the secret.
  case awsKeyID = "aws-key-id"

  // MARK: Google
  /// A project's id.
  case gcpProject = "gcp-project"
  /// A service account's e-mail address.
  case gcpServiceAccount = "gcp-service-account"
  /// The id of a service account's key, as `gcloud iam service-accounts keys delete` wants it.
  case gcpKeyID = "gcp-key-id"

  // MARK: Microsoft
  /// A tenant's GUID.
  case azureTenant = "azure-tenant"
  /// An application's (client's) GUID.
  case azureClient = "azure-client"
  /// A subscription's GUID.
  case azureSubscription = "azure-subscription"
  /// A storage account's name.
  case azureStorageAccount = "azure-storage-account"
  /// A namespace of Service Bus, Event Hubs or the like: its host.
  case azureNamespace = "azure-namespace"
  /// The shared access policy that signed: `RootManageSharedAccessKey`.
  case azurePolicy = "azure-policy"
  /// The provider's mark in an identifiable key: `ACOG`, `AZDO`.
  case azureProvider = "azure-provider"

  // MARK: Kubernetes
  /// The namespace of the manifest or of a service account's token.
  case kubernetesNamespace = "k8s-namespace"
  /// The service account of the manifest's pods, or the token's.
  case kubernetesServiceAccount = "k8s-service-account"
  /// `kind/name` of the manifest.
  case kubernetesWorkload = "k8s-workload"
  /// The cluster's server in a kubeconfig, or the cluster's issuer.
  case kubernetesCluster = "k8s-cluster"

  // MARK: Code hosts and pipelines
  /// The file name of a workflow: `deploy.yml`.
  case workflow
  /// The job in which the credential stands.
  case job
  /// The deployment environment as the text names it: `environment: production`.
  case environment
  /// `owner/name`, where the text says so.
  case githubRepository = "github-repository"
  /// The id of a GitHub App.
  case githubApp = "github-app"
  /// The branch to which a pipeline is bound.
  case branch
  /// A project's path or number.
  case gitlabProject = "gitlab-project"
  /// A group's number.
  case gitlabGroup = "gitlab-group"
  /// A user's number.
  case gitlabUser = "gitlab-user"
  /// An organisation's slug at the credential's own provider.
  case organization

  // MARK: Tokens
  /// `iss` of a JWT.
  case jwtIssuer = "jwt-issuer"
  /// `sub` of a JWT.
  case jwtSubject = "jwt-subject"
  /// `alg` of a JWT.
  case jwtAlgorithm = "jwt-algorithm"
  /// `kid` of a JWT.
  case jwtKeyID = "jwt-key-id"
  /// `azp` or `client_id`: the client a token was issued to.
  case client
  /// The packages or projects a token is restricted to.
  case packages = "packages"

  // MARK: Keys and certificates
  /// A certificate's subject.
  case certificateSubject = "certificate-subject"
  /// A certificate's issuer.
  case certificateIssuer = "certificate-issuer"
  /// `spiffe://…` of a certificate or a token.
  case spiffeID = "spiffe-id"
  /// An OpenSSH key's comment, mostly `user@host`; or a PGP key's user id.
  case keyComment = "key-comment"
  /// `SHA256:…` of an OpenSSH key, as `ssh-keygen -l` writes it.
  case keyFingerprint = "key-fingerprint"
  /// `encrypted` or `unencrypted`: whether a passphrase protects a private key.
  case keyProtection = "key-protection"
  /// `ssh`, `tls`, `signing` …: what a private key is for whose form does not say it.
  case keyUse = "key-use"
  /// The users or hosts that an OpenSSH certificate is for.
  case sshPrincipals = "ssh-principals"

  // MARK: Others
  /// The name to which the credential is assigned: `PROD_DB_PASSWORD`.
  case keyName = "key-name"
  /// The host that the credential is for.
  case host
  /// The user that it is for.
  case user
  /// The database that it is for.
  case database
  /// A registry of packages or images.
  case registry
  /// Terraform's address of the block in which it stands: `aws_lambda_function.worker`.
  case terraformResource = "terraform-resource"
  /// The service or section in which it stands: a compose service, a section of a settings file.
  case section
  /// The vendor's id of a bot, an application or a workspace.
  case vendorID = "vendor-id"
  /// A team that an annotation beside the credential names: `# nhi-owner: payments`.
  case owner
}

extension Assessment {
  /// Adds a fact, unless it is there already or is nothing to show: empty, longer than ``FactName``'s limit, with
  /// characters that do not print.
  mutating func note(_ name: FactName, _ value: some StringProtocol, from source: String) {
    guard let value = Shown.text(value),
      !facts.contains(where: { $0.name == name.rawValue && $0.value == value })
    else { return }
    guard facts.count < FactName.mostFacts else { return }
    facts.append(Fact(name: name.rawValue, value: value, source: source))
  }

  /// The first fact of a name.
  func fact(_ name: FactName) -> String? { facts.first { $0.name == name.rawValue }?.value }
}

extension FactName {
  /// So many facts of one finding are kept; hostile text could name thousands.
  static let mostFacts = 64
}

/// What of a stranger's text is shown.
enum Shown {
  /// Longer texts are not shown.
  static let longest = 256

  /// The text without white space around it; nil where it is empty, too long, or has control or other characters that
  /// do not print.
  static func text(_ text: some StringProtocol) -> String? {
    let bytes = text.utf8.prefix(longest + 64)
    guard bytes.count < longest + 64 else { return nil }
    let trimmed = String(decoding: bytes, as: UTF8.self).trimmed()
    guard !trimmed.isEmpty, trimmed.utf8.count <= longest,
      trimmed.unicodeScalars.allSatisfy({ isPrintable($0) })
    else { return nil }
    return trimmed
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    default: scalar.value != 0xFFFD
    }
  }
}

extension String {
  /// Without spaces, tabs and line ends around it.
  func trimmed() -> String {
    let blank: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    let kept = utf8.drop { blank.contains($0) }
    guard let last = kept.lastIndex(where: { !blank.contains($0) }) else { return "" }
    return String(Substring(kept[...last]))
  }
}
