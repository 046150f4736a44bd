package pipeline.tables;

import java.time.Duration;

/**
 * When a day is final: its blocks are complete once a block's median time is past its end, because every later block must have
 * a later time than that (BIP113), and they stay so once enough blocks are on top of that one.
 *
 * @param confirmations blocks that must be on top of the block that completes the day
 * @param delay how far past the day's end the median time of that block must be
 */
public record DayRule(int confirmations, Duration delay) {}
