internal import Synchronization

/// Which devices are pseudo file systems of the kernel, whose "files" are windows into it rather than stored bytes.
///
/// Read from `/proc/self/mountinfo` (https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html), the first time a
/// walk crosses into another device; without it nothing counts as pseudo.
final class MountTable: Sendable {
  private static let pseudoTypes: Set<String> = [
    "autofs", "binder", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts",
    "devtmpfs", "efivarfs", "fusectl", "mqueue", "nsfs", "proc", "pstore", "rpc_pipefs",
    "securityfs", "selinuxfs", "smackfs", "sysfs", "tracefs",
  ]
  private static let sizeLimit = 16 << 20

  private let pseudoDevices = Mutex<Set<UInt64>?>(nil)

  /// Whether the device (`st_dev`) holds a pseudo file system.
  func isPseudo(device: UInt64) -> Bool {
    pseudoDevices.withLock { devices in
      if let devices { return devices.contains(device) }
      let table = try? SystemCalls.contents(
        of: Array("/proc/self/mountinfo".utf8), limit: MountTable.sizeLimit)
      let read = MountTable.pseudoDevices(in: table?.bytes ?? [])
      devices = read
      return read.contains(device)
    }
  }

  /// The devices of pseudo file systems that a mountinfo table names.
  static func pseudoDevices(in table: [UInt8]) -> Set<UInt64> {
    var devices: Set<UInt64> = []
    for line in table.split(separator: 0x0A) {
      let fields = line.split(separator: 0x20)
      // Optional fields stand between the sixth and a lone hyphen; the type follows the hyphen.
      guard fields.count > 2, let hyphen = fields.firstIndex(of: [0x2D]),
        hyphen + 1 < fields.count,
        pseudoTypes.contains(String(decoding: fields[hyphen + 1], as: UTF8.self))
      else { continue }
      let numbers = fields[2].split(separator: 0x3A)
        .compactMap { UInt64(String(decoding: $0, as: UTF8.self)) }
      if numbers.count == 2 { devices.insert(device(major: numbers[0], minor: numbers[1])) }
    }
    return devices
  }

  /// A device number as `stat` gives it; the layout is glibc's `gnu_dev_makedev`.
  private static func device(major: UInt64, minor: UInt64) -> UInt64 {
    (major & 0xFFF) << 8 | (major & ~0xFFF) << 32 | (minor & 0xFF) | (minor & ~0xFF) << 12
  }
}
