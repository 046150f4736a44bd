package pipeline.verify;

/**
 * What files alone cannot prove where their heights do not follow one that is proven.
 *
 * @param links blocks whose parent is not archived
 * @param medianTimes blocks of which not all eleven times are known
 * @param chainWorks values that a run starts from
 * @param contents files that were only compared with a manifest, by the hash that each begins with
 */
record Unproven(long links, long medianTimes, long chainWorks, long contents) {

    static final Unproven NOTHING = new Unproven(0, 0, 0, 0);

    Unproven plusLink() {
        return new Unproven(links + 1, medianTimes, chainWorks, contents);
    }

    Unproven plusMedianTime() {
        return new Unproven(links, medianTimes + 1, chainWorks, contents);
    }

    Unproven plusChainWork() {
        return new Unproven(links, medianTimes, chainWorks + 1, contents);
    }

    Unproven withContents(long believed) {
        return new Unproven(links, medianTimes, chainWorks, believed);
    }
}
