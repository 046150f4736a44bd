package pipeline.tables;

import bitcoin.chain.Block;
import bitcoin.chain.Input;
import bitcoin.chain.Output;
import bitcoin.chain.Transaction;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Type;
import org.apache.avro.generic.IndexedRecord;

/**
 * The tables: a row for each record of the schema of blocks, with its fields as columns, and before them those of the records
 * that it stands in.
 */
enum Table {
    BLOCKS(Block.getClassSchema()),
    TRANSACTIONS(Transaction.getClassSchema(), "height", "hash", "timestamp"),
    INPUTS(Input.getClassSchema(), "height", "hash", "timestamp"),
    OUTPUTS(Output.getClassSchema(), "height", "hash", "timestamp");

    /** What the name of a day's directory begins with, before the date; readers take it for a column. */
    static final String PARTITION = "date=";

    private final List<Column> columns = new ArrayList<>();
    private final Schema schema;

    /** @param ofBlock fields of the block that its rows have too */
    Table(Schema record, String... ofBlock) {
        for (String field : ofBlock) {
            columns.add(Column.of("block_" + field, 0, Block.getClassSchema().getField(field)));
        }
        if (record.equals(Input.getClassSchema()) || record.equals(Output.getClassSchema())) {
            for (String field : List.of("index", "hash")) {
                columns.add(Column.of(
                        "transaction_" + field, 1, Transaction.getClassSchema().getField(field)));
            }
        }
        int level = columns.isEmpty() ? 0 : columns.get(columns.size() - 1).level() + 1;
        record.getFields().stream()
                .filter(field -> !holdsRecords(field.schema()))
                .forEach(field -> columns.add(Column.of(field.name(), level, field)));
        schema = Schema.createRecord(
                label(),
                record.getDoc(),
                "bitcoin.tables",
                false,
                columns.stream().map(Column::inTable).toList());
    }

    private static boolean holdsRecords(Schema type) {
        return type.getType() == Type.ARRAY && type.getElementType().getType() == Type.RECORD;
    }

    /** Its name, as in paths. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The file of a day, inside the directory of all tables. */
    String file(LocalDate date) {
        return label() + "/" + PARTITION + date + "/" + label() + ".parquet";
    }

    Schema schema() {
        return schema;
    }

    /** @param path the block, and in it down to the record that the row is of */
    IndexedRecord row(IndexedRecord... path) {
        return new Row(this, path);
    }

    private record Row(Table table, IndexedRecord[] path) implements IndexedRecord {

        @Override
        public Object get(int column) {
            return table.columns.get(column).value(path);
        }

        @Override
        public void put(int column, Object value) {
            throw new UnsupportedOperationException("A row says what its records say");
        }

        @Override
        public Schema getSchema() {
            return table.schema;
        }
    }
}
