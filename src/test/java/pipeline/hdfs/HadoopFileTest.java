package pipeline.hdfs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.junit.jupiter.api.Test;

class HadoopFileTest {

    @Test
    void a_stream_that_throws_one_exception_twice_passes_it_on() throws IOException {
        IOException failure = new IOException("lease expired");

        try (Broken broken = new Broken(failure);
                FSDataOutputStream stream = new FSDataOutputStream(broken, null)) {
            assertThatThrownBy(new HadoopFile(stream)::close).isSameAs(failure);
            broken.failure = null;
        }
    }

    private static final class Broken extends OutputStream {

        private IOException failure;

        Broken(IOException failure) {
            this.failure = failure;
        }

        @Override
        public void write(int value) {}

        @Override
        public void flush() throws IOException {
            close();
        }

        @Override
        public void close() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
