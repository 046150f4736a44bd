package pipeline.bitcoin;

import java.util.Arrays;
import java.util.Optional;

/** A Bitcoin network, with what its addresses begin with (Bitcoin Core, {@code chainparams.cpp}). */
public enum Network {
    MAIN("main", 0x00, 0x05, "bc", "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    TEST("test", 0x6f, 0xc4, "tb", "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
    TESTNET4("testnet4", 0x6f, 0xc4, "tb", "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043"),
    SIGNET("signet", 0x6f, 0xc4, "tb", "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
    REGTEST("regtest", 0x6f, 0xc4, "bcrt", "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");

    private final String chain;
    private final int publicKeyHashVersion;
    private final int scriptHashVersion;
    private final String bech32Prefix;
    private final String genesisHash;

    Network(String chain, int publicKeyHashVersion, int scriptHashVersion, String bech32Prefix, String genesisHash) {
        this.chain = chain;
        this.publicKeyHashVersion = publicKeyHashVersion;
        this.scriptHashVersion = scriptHashVersion;
        this.bech32Prefix = bech32Prefix;
        this.genesisHash = genesisHash;
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

    /** Hash of the block at height 0; every signet has the same. */
    public String genesisHash() {
        return genesisHash;
    }

    /** The network whose chain begins with that block. */
    public static Optional<Network> ofGenesis(String hash) {
        return Arrays.stream(values())
                .filter(network -> network.genesisHash.equals(hash))
                .findFirst();
    }
}
