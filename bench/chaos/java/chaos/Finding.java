package chaos;

import java.util.Locale;

/** Something that is not as it must be. */
record Finding(Kind kind, String what) {

    enum Kind {
        MISSING,
        DOUBLED,
        WRONG,
        TORN
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ": " + what;
    }
}
