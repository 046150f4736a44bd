package pipeline.verify;

import bitcoin.chain.Input;
import bitcoin.chain.Output;

/** An output as itself or as who spends it says; for a person. */
record Prevout(Long value, String type, String address) {

    static Prevout of(Input input) {
        return new Prevout(input.getValue(), input.getType(), input.getAddress());
    }

    static Prevout of(Output output) {
        return new Prevout(output.getValue(), output.getType(), output.getAddress());
    }

    @Override
    public String toString() {
        return value + " " + type + (address == null ? "" : " " + address);
    }
}
