package pipeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** This machine's files as {@code held:///…}; a test can hold who renames to a name or deletes it, as if it were frozen. */
public final class HeldFileSystem extends RawLocalFileSystem {

    static final String URL = "held:///";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static volatile Hold hold;

    /** Holds the first who comes, until released. */
    static final class Hold {

        private final String name;
        private final AtomicBoolean taken = new AtomicBoolean();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicBoolean failsNext = new AtomicBoolean();

        private Hold(String name) {
            this.name = name;
        }

        /** After who was held, the next who comes fails. */
        Hold thenFails() {
            failsNext.set(true);
            return this;
        }

        void awaitReached() throws InterruptedException {
            if (!reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Nobody came to " + name);
            }
        }

        /** Lets it go on, and waits until it has renamed or deleted. */
        void release() throws InterruptedException {
            released.countDown();
            if (!done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Did not end with " + name);
            }
        }

        private boolean fails(Path path) {
            return path.getName().equals(name) && done.getCount() == 0 && failsNext.compareAndSet(true, false);
        }

        private boolean takes(Path path) {
            return path.getName().equals(name) && taken.compareAndSet(false, true);
        }

        private void await() throws IOException {
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException("held at " + name);
            }
        }
    }

    private interface Step {
        boolean run() throws IOException;
    }

    /** @param name of a file, without its directory */
    static Hold hold(String name) {
        hold = new Hold(name);
        return hold;
    }

    @Override
    public String getScheme() {
        return "held";
    }

    @Override
    public URI getUri() {
        return URI.create(URL);
    }

    @Override
    public boolean rename(Path source, Path target) throws IOException {
        return held(target, () -> super.rename(source, target));
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        return held(path, () -> super.delete(path, recursive));
    }

    private static boolean held(Path path, Step step) throws IOException {
        Hold here = hold;
        if (here != null && here.fails(path)) {
            throw new IOException("the file system fails once, for the test");
        }
        if (here == null || !here.takes(path)) {
            return step.run();
        }
        here.await();
        try {
            return step.run();
        } finally {
            here.done.countDown();
        }
    }
}
