package pipeline.bitcoin;

import java.util.Arrays;

/** A Bitcoin network, with what its addresses begin with (Bitcoin Core, {@code chainparams.cpp}). */
public enum Network {
    MAIN("main", 0x00, 0x05, "bc"),
    TEST("test", 0x6f, 0xc4, "tb"),
    TESTNET4("testnet4", 0x6f, 0xc4, "tb"),
    SIGNET("signet", 0x6f, 0xc4, "tb"),
    REGTEST("regtest", 0x6f, 0xc4, "bcrt");

    private final String chain;
    private final int publicKeyHashVersion;
    private final int scriptHashVersion;
    private final String bech32Prefix;

    Network(String chain, int publicKeyHashVersion, int scriptHashVersion, String bech32Prefix) {
        this.chain = chain;
        this.publicKeyHashVersion = publicKeyHashVersion;
        this.scriptHashVersion = scriptHashVersion;
        this.bech32Prefix = bech32Prefix;
    }

    /**
     * @param chain the name that {@code getblockchaininfo} answers in its field {@code chain}
     * @throws IllegalArgumentException when Bitcoin Core has no network of that name
     */
    public static Network of(String chain) {
        return Arrays.stream(values())
                .filter(network -> network.chain.equals(chain))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown Bitcoin network: " + chain));
    }

    /** Bitcoin Core's name of the network, as {@code getblockchaininfo} answers it. */
    public String chain() {
        return chain;
    }

    /** First byte of a Base58 address that pays to a public key's hash. */
    public int publicKeyHashVersion() {
        return publicKeyHashVersion;
    }

    /** First byte of a Base58 address that pays to a script's hash. */
    public int scriptHashVersion() {
        return scriptHashVersion;
    }

    /** Human-readable part of a segwit address (BIP173). */
    public String bech32Prefix() {
        return bech32Prefix;
    }
}
