/** Writes a rulebook that nobody needs to know: pages of HTML of any number, with words as frequent as in real texts. */
import { SeededRandom } from '../server/regulations/search/seededRandom.ts';

export interface RulebookPage {
  readonly name: string;
  readonly html: string;
}

const vocabularySize = 20_000;
export const passagesOfPage = 100;

const syllables =
  'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu an er in or ul ast ent isk omp und'.split(' ');

/** Words, the frequent first; frequencies follow the law of Zipf (1935). */
export class RulebookWords {
  readonly #random: SeededRandom;
  readonly #words: readonly string[];

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    const words = new Set<string>(['the', 'of', 'a', 'to', 'must', 'and', 'in', 'or', 'that', 'firm']);
    const shaping = new SeededRandom(1);
    while (words.size < vocabularySize) {
      const length = 2 + shaping.below(3);
      words.add(Array.from({ length }, () => syllables[shaping.below(syllables.length)] ?? '').join(''));
    }
    this.#words = [...words];
  }

  sentence(words: number): string {
    const said = Array.from({ length: words }, () => this.#word()).join(' ');
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
  }

  #word(): string {
    return this.#words[Math.floor(vocabularySize ** this.#random.next()) - 1] ?? 'firm';
  }
}

/** About 780 bytes a passage with what stands around it; lengths are as uneven as those of rules. */
export function* rulebookPages(passages: number, seed = 7): Generator<RulebookPage> {
  const words = new RulebookWords(seed);
  const random = new SeededRandom(seed);
  const menu = Array.from({ length: 40 }, (_, at) => `<li><a href="/c${at}">${words.sentence(4)}</a></li>`).join('\n');
  for (let page = 0, done = 0; done < passages; page++) {
    const rules: string[] = [];
    for (let rule = 1; rule <= passagesOfPage && done < passages; rule++, done++) {
      if (rule % 10 === 1) rules.push(`<h3>${page + 1}.${Math.ceil(rule / 10)} ${words.sentence(5).slice(0, -1)}</h3>`);
      const number = `${page + 1}.${Math.ceil(rule / 10)}.${((rule - 1) % 10) + 1}`;
      const length = Math.min(400, Math.ceil(25 + 62 * -Math.log(1 - random.next())));
      rules.push(
        `<div class="rule" id="r${number}"><p><a name="${number}"></a><span class="no">${number}</span> ${words.sentence(Math.ceil(length / 2))} ${words.sentence(Math.ceil(length / 2))} See <a href="#r">Rule ${page + 1}.1.${1 + (rule % 9)}</a>.</p></div>`,
      );
    }
    yield {
      name: `chapter-${String(page + 1).padStart(4, '0')}.html`,
      html: `<!DOCTYPE html><html><head><title>Chapter ${page + 1} - Rulebook</title></head><body><div class="site"><a href="/">Home</a></div><nav><ul>${menu}</ul></nav><main><h1>Chapter ${page + 1}: ${words.sentence(4).slice(0, -1)}</h1>\n${rules.join('\n')}\n</main><footer><p>All rights reserved by the regulator.</p></footer></body></html>`,
    };
  }
}
