package chaos;

import chaos.Finding.Kind;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import pipeline.avro.BlockJson;
import pipeline.servers.WebHdfs;

/** Compares the files of the archive with what the node has, and what of it has been published. */
final class ArchiveAudit {

    private static final String ORPHANS = "orphans";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final WebHdfs web;
    private final Truth truth;
    private final List<Finding> findings = new CopyOnWriteArrayList<>();
    private int leftovers;

    private ArchiveAudit(WebHdfs web, Truth truth) {
        this.web = web;
        this.truth = truth;
    }

    /**
     * @param orphans stale blocks whose files are whole and right
     * @param canonicalOrphans blocks beside them that are canonical, and whole as well
     * @param leftovers hidden temporary files of writers that were killed
     */
    record Result(List<Finding> findings, long orphans, long canonicalOrphans, int leftovers) {

        /** Before anything is compared. */
        static final Result NONE = new Result(List.of(), 0, 0, 0);
    }

    /** @param stale hashes of published blocks that are no longer in the node's chain */
    static Result of(WebHdfs web, Truth truth, Set<String> stale) {
        return new ArchiveAudit(web, truth).result(stale);
    }

    private Result result(Set<String> stale) {
        Set<String> files = files("");
        boolean hasOrphans = files.remove(ORPHANS);
        truth.best().parallelStream().forEach(block -> check(block, "block_%d.json".formatted(block.height()), files));
        Set<String> orphans = hasOrphans ? files(ORPHANS + "/") : Set.of();
        long wholeOrphans = stale.parallelStream()
                .map(truth.known()::get)
                .filter(Objects::nonNull)
                .filter(block -> check(block, orphan(block), orphans))
                .count();
        // who is frozen before it copies may find the canonical block to copy: one block too many, and whole
        long canonicalOrphans = truth.best().stream()
                .filter(block -> orphans.contains(orphan(block)))
                .filter(block -> check(block, orphan(block), orphans))
                .count();
        files.addAll(orphans);
        files.forEach(name -> report(Kind.WRONG, "file " + name + " is of no block that belongs there"));
        return new Result(findings, wholeOrphans, canonicalOrphans, leftovers);
    }

    private static String orphan(Mined block) {
        return ORPHANS + "/block_%d_%s.json".formatted(block.height(), block.hash());
    }

    /** Visible files by their path; leftovers are counted. */
    private Set<String> files(String folder) {
        Set<String> visible = new ConcurrentSkipListSet<>();
        for (String name : web.list(Cluster.ARCHIVE + "/" + folder)) {
            if (name.startsWith(".") && name.endsWith(".tmp")) {
                leftovers++;
            } else {
                visible.add(folder + name);
            }
        }
        return visible;
    }

    private boolean check(Mined block, String name, Set<String> files) {
        if (!files.remove(name)) {
            report(Kind.MISSING, "file " + name);
            return false;
        }
        byte[] bytes = new byte[0];
        try {
            bytes = web.read(Cluster.ARCHIVE + "/" + name);
            if (bytes.length == 0 || bytes[bytes.length - 1] != '\n') {
                report(Kind.TORN, "file %s of %d bytes has no end".formatted(name, bytes.length));
                return false;
            }
            JsonNode json = JSON.readTree(bytes);
            boolean right = Arrays.equals(FileBytes.of(json), block.raw())
                    && new BlockJson().read(new ByteArrayInputStream(bytes)).equals(truth.expected(block));
            if (!right) {
                String hash = json.path("hash").asText();
                report(Kind.WRONG, "file %s: holds %s, not %s".formatted(name, truth.name(hash), block.hash()));
            }
            return right;
        } catch (JsonProcessingException e) {
            report(Kind.TORN, "file %s of %d bytes: %s".formatted(name, bytes.length, e.getOriginalMessage()));
        } catch (RuntimeException | IOException e) {
            report(Kind.WRONG, "file %s: %s".formatted(name, e));
        }
        return false;
    }

    private void report(Kind kind, String what) {
        findings.add(new Finding(kind, what));
    }
}
