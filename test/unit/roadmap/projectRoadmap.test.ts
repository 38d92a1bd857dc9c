/** The project's own roadmap must be readable by the project. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseRoadmap } from '../../../server/roadmap/parseRoadmap.ts';
import { nextPhase } from '../../../server/roadmap/roadmap.ts';

const root = path.join(import.meta.dirname, '../../..');
const ids = ['00', '17A', '17B', '17C', '17D', '18A', '18B', '19A', '20A', '20B', '20C'];

describe("the project's own roadmap", () => {
  it('has its eleven phases and no problem, however far it is', () => {
    const { roadmap, problems } = parseRoadmap(readFileSync(path.join(root, 'ROADMAP.md'), 'utf8'));
    assert.deepEqual(
      roadmap.phases.map(({ id }) => id),
      ids,
    );
    assert.deepEqual(problems, []);
    for (const phase of roadmap.phases) assert.match(phase.spec ?? '', /^stages\/phase-\d\d[a-d]?-[a-z0-9-]+\.md$/);
  });

  it('had phase 00 done and 17A next on its first day', () => {
    const text = readFileSync(path.join(root, 'test/fixtures/roadmap/project.md'), 'utf8');
    const { roadmap, problems } = parseRoadmap(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      roadmap.phases.map(({ id }) => id),
      ids,
    );
    assert.equal(roadmap.phases[0]?.status, 'DONE');
    const next = nextPhase(roadmap);
    assert.deepEqual(
      [next?.id, next?.title, next?.status, next?.spec, next?.goal, next?.notes, next?.line],
      [
        '17A',
        'Conversation Persistence (Backend)',
        'IN_PROGRESS',
        'stages/phase-17a-conversation-persistence-backend.md',
        'Move conversation CRUD from frontend to backend with Prisma',
        null,
        17,
      ],
    );
    assert.deepEqual(
      roadmap.phases.slice(2).map(({ status }) => status),
      new Array(9).fill('TODO'),
    );
  });
});
