package pipeline.bitcoin;

/** Whether a block's record tells what each input spends. */
public enum Prevouts {
    /** Never asked for. */
    NONE,
    /** When every node serves them cheaply. */
    AUTO,
    /** Always, from the slow call where a node has no other. */
    REQUIRED
}
