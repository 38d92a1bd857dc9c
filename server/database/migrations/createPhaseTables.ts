/** Makes the tables of runs, gates, leases, grants, approvals and processes. */
import type { Migration } from '../migration.ts';
import { sequenceKey, sequenceType } from '../sequenceColumn.ts';

export const createPhaseTables: Migration = {
  name: '0001-phase-tables',
  async up({ schema }, kind) {
    await schema
      .createTable('upkeep')
      .addColumn('duty', 'text', (column) => column.primaryKey())
      .addColumn('done_at_ms', 'bigint', (column) => column.notNull())
      .execute();

    await schema
      .createTable('phase_run')
      .addColumn('sequence', sequenceType(kind), sequenceKey(kind))
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('workspace', 'text', (column) => column.notNull())
      .addColumn('roadmap', 'text', (column) => column.notNull())
      .addColumn('phase', 'text', (column) => column.notNull())
      .addColumn('verb', 'text', (column) => column.notNull())
      .addColumn('owner_pid', 'integer', (column) => column.notNull())
      .addColumn('owner_start', 'text', (column) => column.notNull())
      .addColumn('owner_host', 'text', (column) => column.notNull())
      .addColumn('status_before', 'text')
      .addColumn('commit_hash', 'text')
      .addColumn('tree_hash', 'text')
      .addColumn('roadmap_hash', 'text', (column) => column.notNull())
      .addColumn('spec_hash', 'text', (column) => column.notNull())
      .addColumn('gates_hash', 'text', (column) => column.notNull())
      .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('outcome', 'text')
      .addColumn('status_after', 'text')
      .addColumn('ended_at_ms', 'bigint')
      .addColumn('message', 'text', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('phase_run_by_roadmap')
      .on('phase_run')
      .columns(['workspace', 'roadmap', 'sequence'])
      .execute();
    await schema
      .createIndex('phase_run_by_phase')
      .on('phase_run')
      .columns(['workspace', 'roadmap', 'phase', 'verb', 'sequence'])
      .execute();
    await schema
      .createIndex('phase_run_by_outcome')
      .on('phase_run')
      .columns(['workspace', 'roadmap', 'outcome'])
      .execute();

    await schema
      .createTable('gate_run')
      .addColumn('run_id', 'text', (column) => column.notNull().references('phase_run.id').onDelete('cascade'))
      .addColumn('ordinal', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('definition', 'text', (column) => column.notNull())
      .addColumn('definition_hash', 'text', (column) => column.notNull())
      .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('outcome', 'text')
      .addColumn('exit_code', 'bigint')
      .addColumn('duration_ms', 'bigint')
      .addColumn('log', 'text')
      .addColumn('message', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('gate_run_key', ['run_id', 'name'])
      .execute();
    // Holds all that the newest results are found by, so that the long definitions are not read for it.
    await schema.createIndex('gate_run_by_outcome').on('gate_run').columns(['run_id', 'outcome', 'name']).execute();

    await schema
      .createTable('phase_lease')
      .addColumn('workspace', 'text', (column) => column.notNull())
      .addColumn('roadmap', 'text', (column) => column.notNull())
      .addColumn('token', 'bigint', (column) => column.notNull())
      .addColumn('run_id', 'text')
      .addColumn('phase', 'text')
      .addColumn('owner_pid', 'integer')
      .addColumn('owner_start', 'text')
      .addColumn('owner_host', 'text')
      .addColumn('since_ms', 'bigint')
      .addColumn('heartbeat_at_ms', 'bigint')
      .addPrimaryKeyConstraint('phase_lease_key', ['workspace', 'roadmap'])
      .execute();

    await schema
      .createTable('gate_grant')
      .addColumn('workspace', 'text', (column) => column.notNull())
      .addColumn('phase', 'text', (column) => column.notNull())
      .addColumn('definitions_hash', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('granted_at_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('gate_grant_key', ['workspace', 'phase', 'definitions_hash'])
      .execute();

    await schema
      .createTable('approval')
      .addColumn('sequence', sequenceType(kind), sequenceKey(kind))
      .addColumn('workspace', 'text', (column) => column.notNull())
      .addColumn('roadmap', 'text', (column) => column.notNull())
      .addColumn('phase', 'text', (column) => column.notNull())
      .addColumn('gate', 'text', (column) => column.notNull())
      .addColumn('definition_hash', 'text', (column) => column.notNull())
      .addColumn('spec_hash', 'text', (column) => column.notNull())
      .addColumn('approved_by', 'text', (column) => column.notNull())
      .addColumn('approved_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('approval_by_gate')
      .on('approval')
      .columns(['workspace', 'roadmap', 'phase', 'gate', 'sequence'])
      .execute();

    await schema
      .createTable('gate_process')
      .addColumn('pid', 'integer', (column) => column.notNull())
      .addColumn('start', 'text', (column) => column.notNull())
      .addColumn('marker', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('gate', 'text', (column) => column.notNull())
      .addColumn('owner_pid', 'integer', (column) => column.notNull())
      .addColumn('owner_start', 'text', (column) => column.notNull())
      .addColumn('owner_host', 'text', (column) => column.notNull())
      .addColumn('added_at_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('gate_process_key', ['owner_host', 'pid', 'start'])
      .execute();
  },
};
