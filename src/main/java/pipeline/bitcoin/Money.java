package pipeline.bitcoin;

import java.util.List;
import java.util.function.ToLongFunction;

/** What can be an amount (Bitcoin Core, {@code MoneyRange}), in satoshi. */
final class Money {

    /** More than will ever exist. */
    static final long MAX = 21_000_000L * 100_000_000L;

    private Money() {}

    /** @return the value, which is from 0 to 21 million bitcoin */
    static long checked(long value) throws BadBlockException {
        if (value < 0 || value > MAX) {
            throw new BadBlockException("Expected 0 to " + MAX + " satoshi, found " + value);
        }
        return value;
    }

    /** The sum of amounts, itself one; checked at each step, so that it cannot overflow. */
    static <T> long sum(List<T> things, ToLongFunction<T> amount) throws BadBlockException {
        long sum = 0;
        for (T thing : things) {
            sum = checked(sum + amount.applyAsLong(thing));
        }
        return sum;
    }
}
