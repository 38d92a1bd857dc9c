/** Makes the tables of what gates reported, and the columns that count it. */
import type { Migration } from '../migration.ts';
import { sequenceKey, sequenceType } from '../sequenceColumn.ts';

export const createReportTables: Migration = {
  name: '0002-report-tables',
  async up({ schema }, kind) {
    for (const name of ['tests_passed', 'tests_failed', 'tests_skipped', 'problems']) {
      await schema.alterTable('gate_run').addColumn(name, 'integer').execute();
    }

    await schema
      .createTable('gate_report')
      .addColumn('sequence', sequenceType(kind), sequenceKey(kind))
      .addColumn('workspace', 'text', (column) => column.notNull())
      .addColumn('roadmap', 'text', (column) => column.notNull())
      .addColumn('phase', 'text', (column) => column.notNull())
      .addColumn('gate', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text', (column) => column.notNull().references('phase_run.id').onDelete('cascade'))
      .addColumn('cases_left_out', 'integer', (column) => column.notNull())
      .addUniqueConstraint('gate_report_key', ['workspace', 'roadmap', 'phase', 'gate'])
      .execute();
    await schema.createIndex('gate_report_by_run').on('gate_report').columns(['run_id']).execute();

    await schema
      .createTable('test_case')
      .addColumn('report', sequenceType(kind), (column) =>
        column.notNull().references('gate_report.sequence').onDelete('cascade'),
      )
      .addColumn('ordinal', 'integer', (column) => column.notNull())
      .addColumn('suite', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      // On PostgreSQL `real` has half the digits that it has on SQLite.
      .addColumn('duration_ms', kind === 'sqlite' ? 'real' : 'double precision')
      .addColumn('message', 'text', (column) => column.notNull())
      .addColumn('details', 'text', (column) => column.notNull())
      .addColumn('file', 'text')
      .addColumn('line', 'integer')
      .addColumn('character', 'integer')
      .addColumn('end_line', 'integer')
      .addColumn('end_character', 'integer')
      .addPrimaryKeyConstraint('test_case_key', ['report', 'ordinal'])
      .execute();

    await schema
      .createTable('reported_problem')
      .addColumn('report', sequenceType(kind), (column) =>
        column.notNull().references('gate_report.sequence').onDelete('cascade'),
      )
      .addColumn('ordinal', 'integer', (column) => column.notNull())
      .addColumn('severity', 'text', (column) => column.notNull())
      .addColumn('code', 'text')
      .addColumn('message', 'text', (column) => column.notNull())
      .addColumn('file', 'text')
      .addColumn('line', 'integer')
      .addColumn('character', 'integer')
      .addColumn('end_line', 'integer')
      .addColumn('end_character', 'integer')
      .addPrimaryKeyConstraint('reported_problem_key', ['report', 'ordinal'])
      .execute();
  },
};
