package pipeline.hdfs;

import java.time.Duration;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Write each message to a file in HDFS, whole or not at all; by default a file of that name is replaced in one step. Read or remove files. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "hdfs",
        title = "HDFS",
        syntax = "hdfs:directory",
        producerOnly = true,
        category = {Category.BIGDATA, Category.FILE},
        headersClass = HdfsConstants.class)
public class HdfsEndpoint extends DefaultEndpoint {

    @UriPath(description = "Absolute path, inside the file system, of the directory to write to; created when missing.")
    @Metadata(required = true)
    private String directory;

    @UriParam(
            description = "Name of the file, evaluated for each message in the simple language, such as"
                    + " block_${header.blockHeight}.json; it may begin with sub-directories. Required, except to list or clean."
                    + " A file whose name ends in .gz is written gzip-compressed, and read as the text it holds.")
    private String fileName;

    @UriParam(
            description =
                    "Where to keep a copy of the file that is about to be replaced or removed: a name as in fileName,"
                            + " evaluated for the message with the beginning of that file, up to 1024 bytes, as its body. The copy is"
                            + " whole before the file is touched. Where the expression gives nothing, no copy is kept.")
    private String keepReplaced;

    @UriParam(
            description =
                    "What to do with the file: write the body to it, or, which no body is needed for, remove it, or read it:"
                            + " the body is then a stream of its content, closed at the latest when the exchange is done, or null where"
                            + " there is no such file. Or with the directory: list makes the body an Iterable of the names in it, read"
                            + " as they are asked for, none where it is not there; clean removes the temporary files that killed"
                            + " writers left in it.",
            defaultValue = "write")
    private HdfsOperation operation = HdfsOperation.write;

    @UriParam(
            description =
                    "What to do when a file of that name is there: Override replaces it, Fail throws"
                            + " HdfsFileExistsException, Ignore leaves it and goes on. Looked for before the write and, where the"
                            + " file system can, in the step that gives the new file its name, so that of several writers one wins.",
            defaultValue = "Override")
    private FileExist fileExist = FileExist.Override;

    @UriParam(
            description = "How long ago a temporary file must have been written to last for clean to remove it:"
                    + " longer than any writer takes for a file, for others may be at work in the directory.",
            defaultValue = "1h")
    private Duration olderThan = Duration.ofHours(1);

    HdfsEndpoint(String uri, HdfsComponent component) {
        super(uri, component);
    }

    @Override
    public Producer createProducer() {
        if (operation == HdfsOperation.list) {
            return new HdfsListProducer(this);
        }
        if (operation != HdfsOperation.clean && (fileName == null || fileName.isBlank())) {
            throw new IllegalArgumentException("hdfs:" + directory
                    + " does not say how to name its files: add ?fileName=block_${header.blockHeight}.json");
        }
        if (keepReplaced != null && fileExist != FileExist.Override) {
            throw new IllegalArgumentException(
                    "keepReplaced and fileExist=" + fileExist + " contradict each other: nothing is replaced");
        }
        return new HdfsProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("hdfs: writes and reads files by name; it cannot stand in from()");
    }

    @Override
    public HdfsComponent getComponent() {
        return (HdfsComponent) super.getComponent();
    }

    public String getDirectory() {
        return directory;
    }

    /** Camel's forms {@code hdfs:/user}, {@code hdfs:///user} and {@code hdfs:user} all mean {@code /user}. */
    public void setDirectory(String directory) {
        String path = directory.replaceAll("/+", "/").replaceAll("^/|/$", "");
        this.directory = path.isEmpty() ? "" : "/" + path;
    }

    public String getFileName() {
        return fileName;
    }

    public void setFileName(String fileName) {
        this.fileName = fileName;
    }

    public String getKeepReplaced() {
        return keepReplaced;
    }

    public void setKeepReplaced(String keepReplaced) {
        this.keepReplaced = keepReplaced;
    }

    public HdfsOperation getOperation() {
        return operation;
    }

    public void setOperation(HdfsOperation operation) {
        this.operation = operation;
    }

    public FileExist getFileExist() {
        return fileExist;
    }

    public void setFileExist(FileExist fileExist) {
        this.fileExist = fileExist;
    }

    public Duration getOlderThan() {
        return olderThan;
    }

    public void setOlderThan(Duration olderThan) {
        this.olderThan = olderThan;
    }
}
