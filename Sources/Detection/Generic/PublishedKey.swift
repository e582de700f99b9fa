/// Keys that documentation and standards print for everybody to try: whoever finds one knows nothing.
enum PublishedKey {
  /// FNV-1a, 64 bits, of each value, so that none of them stands here.
  /// http://www.isthe.com/chongo/tech/comp/fnv/
  private static let hashes: Set<UInt64> = [
    0x3f9d_1c99_6e62_0b67,  // Azure storage emulator
    0x9f19_20c6_cd48_4714,  // Azure Cosmos DB emulator
    0xddd1_9c48_6d09_5d84,  // Stripe's documentation
    0x67e7_33c2_f903_5757,  // Stripe's documentation
    0x71d4_45b5_de16_8d8c,  // reCAPTCHA's test keys
    0xc9b6_9149_9b62_e847,  // reCAPTCHA's test keys
    0x1106_5064_a828_6cbd,  // RFC 6238
    0xa704_e0c5_1f1b_6b61,  // RFC 6238 in base 32
    0xd1d4_07fe_9b0d_9c34,  // Google Authenticator's documentation
    0x961d_1599_2b9f_eb22,  // RFC 7515, A.1
    0x105e_4dd7_63a8_12bc,  // OAuth Core 1.0
    0x0ab5_0e41_2ab9_81a4,  // OAuth Core 1.0
    0x9fec_ef63_1639_2406,  // X's documentation
    0xe997_0869_85b9_9cf7,  // X's documentation
    0x268c_162f_0c1d_cb48,  // RFC 6455
    0xf1c7_4fb0_c339_78da,  // RFC 6455
    0x0b89_d8ab_b8cb_ff84,  // Hardhat and Anvil, account 0
    0x1794_84c6_f508_b654,  // Hardhat and Anvil, account 0
    0x6927_4ce2_e69d_e7c4,  // Ganache, account 0
    0xa5b7_1d43_bb30_e5f4,  // Ganache, account 0
  ]

  static func contains(_ value: UnsafeRawBufferPointer) -> Bool {
    guard (16...120).contains(value.count) else { return false }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in value { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hashes.contains(hash)
  }
}
