/** Names the file in which the spec of a phase stands by convention. */
import type { RoadmapPhase } from './roadmap.ts';

const longestTitle = 60;

/** "stages/phase-17a-message-persistence.md"; a title without Latin letters and digits is left out of the name. */
export function conventionalSpec(phase: Pick<RoadmapPhase, 'id' | 'title'>, folder = 'stages'): string {
  const title = slug(phase.title).slice(0, longestTitle).replace(/-+$/, '');
  const name = ['phase', slug(phase.id), title].filter((part) => part !== '').join('-');
  return folder === '' ? `${name}.md` : `${folder}/${name}.md`;
}

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
