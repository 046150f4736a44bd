package pipeline.verify;

import pipeline.bitcoin.Network;

/**
 * What is audited, and how.
 *
 * @param archive file system and folder, to tell one archive from another
 * @param prevouts whether to prove what inputs say of the outputs they spend
 * @param fromManifest whether what a manifest stands for is believed
 */
public record AuditScope(
        String archive, Network network, HeightBounds heights, boolean prevouts, boolean fromManifest) {}
