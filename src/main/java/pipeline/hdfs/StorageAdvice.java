package pipeline.hdfs;

import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.hadoop.ipc.RemoteException;

/** What to do about a file system that does not take a file, by what Hadoop or Java says of it. */
public final class StorageAdvice {

    /** By a part of the message, for faults that share a class; first come, first served. */
    private static final List<Entry<String, String>> BY_MESSAGE = List.of(
            Map.entry(
                    "impersonate",
                    "Unset hdfs.user, or allow it on the NameNode: hadoop.proxyuser.*.users and .hosts in its core-site.xml"),
            Map.entry(
                    "SIMPLE authentication is not enabled",
                    "The cluster asks for Kerberos: set hdfs.config-directory, hdfs.kerberos.principal and"
                            + " hdfs.kerberos.keytab-file"),
            Map.entry(
                    "Client cannot authenticate via",
                    "Set hdfs.kerberos.principal and hdfs.kerberos.keytab-file, or log in with kinit"),
            Map.entry("could only be written to 0", "Start the DataNodes, or give them space"),
            Map.entry("(Permission denied)", "Let this user write there, or set the folder's setting or hdfs.url"),
            Map.entry("No space left", "Make space on the disk, or set hdfs.url to another"),
            Map.entry(
                    "Read-only file system",
                    "Mount it for writing, or set hdfs.url or the folder's setting to another"));

    /** By the name of the class, with or without its package: Hadoop hands on many only by their names. */
    private static final Map<String, String> BY_CLASS = Map.ofEntries(
            Map.entry(
                    "AccessControlException",
                    "Give the folder to that user (hdfs dfs -mkdir -p, -chown), or set hdfs.user or the folder's setting"),
            Map.entry("AccessDeniedException", "Let this user write there, or set the folder's setting or hdfs.url"),
            Map.entry(
                    "SafeModeException",
                    "Wait until the NameNode has heard of its DataNodes, or end it: hdfs dfsadmin -safemode leave"),
            Map.entry("DSQuotaExceededException", "Raise the folder's quota: hdfs dfsadmin -setSpaceQuota"),
            Map.entry("NSQuotaExceededException", "Raise the folder's quota: hdfs dfsadmin -setQuota"),
            Map.entry(
                    "NotDirectoryException",
                    "Move the file that is in the way, or set the folder's setting or hdfs.url"),
            Map.entry(
                    "ParentNotDirectoryException",
                    "Move the file that is in the way, or set the folder's setting or hdfs.url"),
            Map.entry(
                    "KerberosAuthException",
                    "Correct hdfs.kerberos.principal and hdfs.kerberos.keytab-file (klist -kt, kinit -kt), or start the KDC"),
            Map.entry(
                    "LoginException",
                    "Correct hdfs.kerberos.principal and hdfs.kerberos.keytab-file, or start the KDC"),
            Map.entry("StandbyException", "Set hdfs.url to the name service, with its hdfs.config-directory"),
            Map.entry("UnknownHostException", "Correct hdfs.url: nobody knows that host"),
            Map.entry("ConnectException", "Start the NameNode, or correct hdfs.url"),
            Map.entry("SocketTimeoutException", "Look at the NameNode, which does not answer, or correct hdfs.url"),
            Map.entry("ConnectTimeoutException", "Look at the way to the NameNode, or correct hdfs.url"));

    private static final String GENERAL =
            "Look at hdfs.url, hdfs.user and the folder's setting, and at the NameNode's log";

    private StorageAdvice() {}

    /** @param setting names the folder: {@code archive.directory} */
    public static String on(Throwable fault, String setting) {
        return general(fault).replace("the folder's setting", setting);
    }

    private static String general(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            for (Entry<String, String> known : BY_MESSAGE) {
                if (message.contains(known.getKey())) {
                    return known.getValue();
                }
            }
        }
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            String advice = BY_CLASS.get(name(cause));
            if (advice != null) {
                return advice;
            }
        }
        return GENERAL;
    }

    private static String name(Throwable fault) {
        String name = fault instanceof RemoteException remote
                ? remote.getClassName()
                : fault.getClass().getName();
        return name.replaceAll(".*[.$]", "");
    }
}
