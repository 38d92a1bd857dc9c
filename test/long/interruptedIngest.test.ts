/** Two hundred killed ingests, by the suite that kills a few each time. */
import process from 'node:process';

process.env['PHASEGATE_KILLS'] = '200';
await import('../server/ingest.test.ts');
