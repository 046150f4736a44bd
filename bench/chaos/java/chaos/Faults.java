package chaos;

import chaos.Plan.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Does to the processes and their links what a plan says, and sees to it that it takes effect: whom it cannot meet, since he is
 * down or frozen, it meets when he is back, and what nobody has noticed is done again.
 */
final class Faults {

    private final Cluster cluster;
    private final Tally tally;
    private final List<Fault> later = new ArrayList<>();
    private final List<UnderWay> underWay = new ArrayList<>();
    private int disturbances;

    Faults(Cluster cluster, Tally tally) {
        this.cluster = cluster;
        this.tally = tally;
    }

    /**
     * A fault that lasts, until it is known whether it has met anybody.
     *
     * @param label as the tally counts it
     */
    private record UnderWay(Fault fault, String label, Spell spell, BooleanSupplier hasHit) {}

    /** Now, or as soon as it can be. */
    void cause(Fault fault) {
        later.add(fault);
        goOn();
    }

    /** Takes up what had to wait, and what has met nobody. */
    void goOn() {
        for (UnderWay known : List.copyOf(underWay)) {
            if (known.hasHit.getAsBoolean()) {
                tally.count(known.label);
                underWay.remove(known);
            } else if (!known.spell.isOn()) {
                underWay.remove(known);
                later.add(known.fault);
            }
        }
        later.removeIf(this::happens);
    }

    /** How many are still to take effect. */
    int left() {
        return later.size()
                + underWay.size()
                + (int) cluster.members().values().stream()
                        .filter(Member::isFrozen)
                        .count();
    }

    /** False when it could not. */
    private boolean happens(Fault fault) {
        Map<String, Member> members = cluster.members();
        if (fault instanceof Plan.Kill kill) {
            List<Member> together = kill.members().stream().map(members::get).toList();
            return together.stream().allMatch(Member::canBeHarmed)
                    && together.stream()
                            .filter(member -> !member.kill(kill.downFor()))
                            .findAny()
                            .isEmpty();
        }
        if (fault instanceof Plan.Stop stop) {
            return members.get(stop.member()).stop(stop.downFor());
        }
        if (fault instanceof Plan.Freeze freeze) {
            return members.get(freeze.member()).freeze(freeze.duration());
        }
        if (fault instanceof Plan.Disturb disturb) {
            return happens(disturb, members.get("node"));
        }
        if (fault instanceof Plan.Cut cut) {
            Spell spell = cluster.links().get(cut.link()).cut(cut.duration());
            return watch(fault, "cut off from " + cut.link(), spell, spell::hasHit);
        }
        Plan.Slow slow = (Plan.Slow) fault;
        Spell spell = cluster.links().get(slow.link()).slow(slow.by(), slow.duration());
        return watch(fault, "slow " + slow.link(), spell, spell::hasHit);
    }

    /** One after the other: a node can be disturbed in one way at a time. */
    private boolean happens(Plan.Disturb disturb, Member node) {
        if (underWay.stream().anyMatch(known -> known.fault instanceof Plan.Disturb)) {
            return false;
        }
        String number = String.valueOf(++disturbances);
        String line = disturb.disturbance() + " " + disturb.duration().toMillis() + " " + number;
        return node.say(line)
                && watch(
                        disturb,
                        disturb.disturbance().label(),
                        new Spell(disturb.duration().plusMillis(500)),
                        () -> cluster.hasDisturbed(number));
    }

    private boolean watch(Fault fault, String label, Spell spell, BooleanSupplier hasHit) {
        underWay.add(new UnderWay(fault, label, spell, hasHit));
        return true;
    }
}
