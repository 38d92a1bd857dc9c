/** Tests reliability row 17 at its figure: 1,000 interleavings of typing and writing. */
import process from 'node:process';

process.env['PHASEGATE_INTERLEAVINGS'] = '1000';
await import('../server/unsavedEdits.test.ts');
