/** Three hundred damaged indexes and as many damaged graphs, by the suites that damage a few each time. */
import process from 'node:process';

process.env['PHASEGATE_DAMAGES'] = '300';
process.env['PHASEGATE_GRAPH_DAMAGES'] = '300';
await import('../unit/regulations/findPassages.test.ts');
await import('../unit/regulations/isolatedVectorIndex.test.ts');
