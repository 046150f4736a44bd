-- Tables and functions of the sink postgres; may be run again. Names, units and meanings are those of schemas/block.avsc.
DO $tables$
BEGIN
  CREATE TABLE IF NOT EXISTS blocks (
    height bigint PRIMARY KEY,
    hash text NOT NULL,
    version integer NOT NULL,
    previous_block_hash text,
    merkle_root text NOT NULL,
    timestamp bigint NOT NULL,
    median_time bigint NOT NULL,
    nonce bigint NOT NULL,
    bits text NOT NULL,
    difficulty double precision NOT NULL,
    chain_work text NOT NULL,
    size bigint NOT NULL,
    stripped_size bigint NOT NULL,
    weight bigint NOT NULL,
    transaction_count integer NOT NULL,
    coinbase_param text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS transactions (
    block_height bigint,
    index integer,
    hash text NOT NULL,
    witness_hash text NOT NULL,
    version bigint NOT NULL,
    size bigint NOT NULL,
    virtual_size bigint NOT NULL,
    weight bigint NOT NULL,
    lock_time bigint NOT NULL,
    is_coinbase boolean NOT NULL,
    input_count integer NOT NULL,
    output_count integer NOT NULL,
    input_value bigint,
    output_value bigint NOT NULL,
    fee bigint,
    PRIMARY KEY (block_height, index)
  );
  CREATE TABLE IF NOT EXISTS inputs (
    block_height bigint,
    transaction_index integer,
    index integer,
    spent_transaction_hash text,
    spent_output_index bigint,
    script_hex text NOT NULL,
    sequence bigint NOT NULL,
    witness text[] NOT NULL,
    value bigint,
    type text,
    address text,
    PRIMARY KEY (block_height, transaction_index, index)
  );
  CREATE TABLE IF NOT EXISTS outputs (
    block_height bigint,
    transaction_index integer,
    index integer,
    value bigint NOT NULL,
    script_hex text NOT NULL,
    type text NOT NULL,
    address text,
    PRIMARY KEY (block_height, transaction_index, index)
  );

  CREATE OR REPLACE FUNCTION remove_block(gone bigint) RETURNS void LANGUAGE sql AS $function$
    DELETE FROM outputs WHERE block_height = gone;
    DELETE FROM inputs WHERE block_height = gone;
    DELETE FROM transactions WHERE block_height = gone;
    DELETE FROM blocks WHERE height = gone;
  $function$;

  -- the whole block, as the archive has it, in one transaction: what stood at its height goes
  CREATE OR REPLACE FUNCTION put_block(block jsonb) RETURNS void LANGUAGE sql AS $function$
    SELECT remove_block(CAST(block ->> 'height' AS bigint));
    INSERT INTO blocks SELECT * FROM jsonb_populate_record(NULL::blocks, block);
    INSERT INTO transactions SELECT * FROM jsonb_populate_recordset(
      jsonb_populate_record(NULL::transactions, jsonb_build_object('block_height', block -> 'height')),
      block -> 'transactions');
    INSERT INTO inputs SELECT input.*
      FROM jsonb_array_elements(block -> 'transactions') AS transaction,
        jsonb_populate_recordset(
          jsonb_populate_record(NULL::inputs, jsonb_build_object(
            'block_height', block -> 'height', 'transaction_index', transaction -> 'index')),
          transaction -> 'inputs') AS input;
    INSERT INTO outputs SELECT output.*
      FROM jsonb_array_elements(block -> 'transactions') AS transaction,
        jsonb_populate_recordset(
          jsonb_populate_record(NULL::outputs, jsonb_build_object(
            'block_height', block -> 'height', 'transaction_index', transaction -> 'index')),
          transaction -> 'outputs') AS output;
  $function$;
END
$tables$;
