/** Says why a message was found. */
import type { MemoryReason } from './memorySearch.ts';

/** For a person. */
export function describeReason(reason: MemoryReason): string {
  switch (reason.kind) {
    case 'words':
      return `says ${reason.words.map((word) => `“${word}”`).join(', ')}`;
    case 'meaning':
      return 'means something alike';
    case 'words-and-meaning':
      return `says ${reason.words.map((word) => `“${word}”`).join(', ')}, and means something alike`;
    case 'surroundings':
      return 'stands beside messages that say it';
  }
}
