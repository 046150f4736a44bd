package pipeline.verify;

import java.util.List;

/**
 * Where an audit of a chain stands, so that another can go on.
 *
 * @param height of the last block; −2 where the next one begins a new run
 * @param hash of the last block; null likewise
 * @param chainWork up to and with it, 64 hex digits
 * @param times of the last blocks, up to eleven, oldest first
 * @param fromGenesis whether these are all that there are
 */
record ChainState(
        int height, String hash, String chainWork, List<Long> times, boolean fromGenesis, Unproven unproven) {}
