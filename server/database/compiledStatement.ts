/** A statement that is put into words once and then run with other values each time. */
import type { CompiledQuery, Kysely, QueryResult } from 'kysely';
import type { DatabaseSchema } from './schema.ts';

/** A query of kysely's builder, or one written with its `sql`. */
interface Statement<Row> {
  compile(queries: Kysely<DatabaseSchema>): CompiledQuery<Row>;
}

/** Stands in the query for a value that comes later. */
class Slot {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}

/**
 * For the few statements that a person waits for: kysely takes about as long to build and word one as SQLite to run it.
 * An object of this class belongs to one database.
 */
export class CompiledStatement<Values extends object, Row> {
  readonly #build: (values: Values, queries: Kysely<DatabaseSchema>) => Statement<Row>;
  #compiled: CompiledQuery<Row> | null = null;

  /** @param build gets stand-ins, and may do nothing with them but use them as values, each as often as it likes */
  constructor(build: (values: Values, queries: Kysely<DatabaseSchema>) => Statement<Row>) {
    this.#build = build;
  }

  async execute(queries: Kysely<DatabaseSchema>, values: Values): Promise<QueryResult<Row>> {
    const compiled = (this.#compiled ??= this.#build(slots<Values>(), queries).compile(queries));
    const valueOf = (slot: Slot): unknown => Reflect.get(values, slot.name);
    const parameters = compiled.parameters.map((value) => (value instanceof Slot ? valueOf(value) : value));
    return queries.executeQuery<Row>({ ...compiled, parameters });
  }
}

/** Has a stand-in under every name. */
function slots<Values extends object>(): Values {
  return new Proxy({} as Values, { get: (_target, name) => new Slot(name) });
}
