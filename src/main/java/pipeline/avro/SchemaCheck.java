package pipeline.avro;

/**
 * Makes sure, before anything is published, that the registry accepts our schema.
 *
 * @param subject under which the schema is registered
 */
public record SchemaCheck(SchemaRegistry registry, String subject) {

    /**
     * @throws IncompatibleSchemaException when readers of the subject's latest schema would not understand ours
     * @throws SchemaRegistryException when the registry does not answer
     */
    public void check() throws SchemaRegistryException, IncompatibleSchemaException {
        registry.requireCompatible(subject, BlockSchemas.current());
        registry.register(subject, BlockSchemas.current());
    }
}
