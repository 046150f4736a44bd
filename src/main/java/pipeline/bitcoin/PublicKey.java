package pipeline.bitcoin;

/** The outer form of a public key, all that a script's type asks for (Bitcoin Core, {@code CPubKey}). */
final class PublicKey {

    static final int COMPRESSED_SIZE = 33;
    static final int SIZE = 65;

    private PublicKey() {}

    /** Whether a key that begins so has this length ({@code CPubKey::ValidSize}). */
    static boolean hasSize(int length, int firstByte) {
        return switch (firstByte) {
            case 2, 3 -> length == COMPRESSED_SIZE;
            case 4, 6, 7 -> length == SIZE;
            default -> false;
        };
    }
}
