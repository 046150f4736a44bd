package pipeline.check;

/**
 * What was found of one thing.
 *
 * @param what was looked at
 * @param advice what to do about it; empty where nothing is to be done
 */
public record Row(Status status, String what, String found, String advice) {

    public static Row ok(String what, String found) {
        return new Row(Status.OK, what, found, "");
    }

    static Row warn(String what, String found, String advice) {
        return new Row(Status.WARN, what, found, advice);
    }

    public static Row fail(String what, String found, String advice) {
        return new Row(Status.FAIL, what, found, advice);
    }
}
