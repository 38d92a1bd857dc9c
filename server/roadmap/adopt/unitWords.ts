/** The words, codes, versions and dates by which plans name their units, in several languages. */

/** Words by how likely they name the units of a plan; a word of a higher rank is outside one of a lower. */
const ranks: readonly (readonly [number, string])[] = [
  [
    100,
    'phases|phase|stages|stage|fases|fase|etapas|etapa|étapes|étape|etapes|etape|phasen|etappen|etappe|stufen|stufe|фаза|фазы|этап|этапы|стадия|阶段|階段|フェーズ|段階|단계|페이즈|etap|faza|aşama|faz|tahap|giai đoạn|vaihe|fas|fáze|pietre miliari',
  ],
  [
    96,
    'milestones|milestone|マイルストーン|里程碑|마일스톤|hitos|hito|marcos|marco|jalons|jalon|meilensteine|meilenstein|вехи|веха|kilometre taşı|kamień milowy|mijlpaal|mijlpalen',
  ],
  [
    92,
    'sprints|sprint|iterations|iteration|waves|wave|epics|epic|increments|increment|slices|slice|rounds|round|horizons|horizon|checkpoints|checkpoint|generations|generation|generación|génération|поколения|поколение|世代|批次|workstreams|workstream|work packages|work package|workpackage|lots|lot|スプリント|스프린트|спринт|итерация|迭代|onda|épica|ola',
  ],
  [
    86,
    'weeks|week|days|day|months|month|semanas|semana|semaines|semaine|wochen|woche|неделя|недели|周|週|天|月|週目|주차|mes|mês|mois|monat|tag|день',
  ],
  [
    80,
    'steps|step|parts|part|tiers|tier|batches|batch|levels|level|gates|gate|layers|layer|pasos|paso|passos|passo|partes|parte|schritte|schritt|teil|шаг|часть|步骤|步|期|ステップ|ステージ|章|部分',
  ],
  [
    74,
    'tracks|track|modules|module|blocks|block|tasks|task|items|item|features|feature|objectives|objective|chapters|chapter|sections|section|bloque|bloco|módulo|modul|блок|модуль|задача|tarea|tarefa|tâche|任务|模块|項目',
  ],
];

const rankOfWord: ReadonlyMap<string, { readonly rank: number; readonly series: string }> = new Map(
  ranks.flatMap(([rank, words]) =>
    words
      .split('|')
      .map((word): [string, { rank: number; series: string }] => [word, { rank, series: singular(word) }]),
  ),
);

function singular(word: string): string {
  const known: Readonly<Record<string, string>> = { phasen: 'phase', phases: 'phase', batches: 'batch' };
  return known[word] ?? (/^[a-z éàê]+[^s]s$/.test(word) ? word.slice(0, -1) : word);
}

/** The words as a pattern, longest first, so that none hides a longer one. */
const pattern = [...rankOfWord.keys()].sort((one, other) => other.length - one.length).join('|');

export const unitWords = {
  pattern,
  /** Words that follow a number in Chinese and Japanese. */
  counters: '阶段|階段|里程碑|迭代|フェーズ|段階|ステップ|周|週|天|步|章|部分|期|回|弾|版|次',
  find(word: string): { readonly rank: number; readonly series: string } | null {
    return rankOfWord.get(word.toLowerCase()) ?? null;
  },
};

const spelled = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const han = '零一二三四五六七八九十';
const roman: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10 };

/** A number of any writing in digits; letters count from A as 1. */
export function numeral(written: string): string | null {
  if (/^\d/.test(written)) return written.replace(/\.x$/i, '');
  const word = spelled.indexOf(written.toLowerCase());
  if (word >= 0) return String(word);
  if (/^[一二三四五六七八九十]+$/.test(written)) {
    if (!written.includes('十')) return [...written].map((one) => han.indexOf(one)).join('');
    const [tens = '', ones = ''] = written.split('十');
    return String((tens === '' ? 1 : han.indexOf(tens)) * 10 + (ones === '' ? 0 : han.indexOf(ones)));
  }
  if (/^[IVX]+$/.test(written)) {
    let value = 0;
    for (const [at, one] of [...written].entries()) {
      const worth = roman[one] ?? 0;
      value += worth < (roman[written.charAt(at + 1)] ?? 0) ? -worth : worth;
    }
    return String(value);
  }
  return /^[A-Z]$/.test(written) ? String(written.charCodeAt(0) - 64) : null;
}

/** Codes of standards, of records and of priorities of bugs are no labels of a plan. */
export function codeLetters(letters: string): boolean {
  return !/^(?:RFC|ADR|ISO|IEC|SHA|UTF|HTTP|CVE|PEP|ES|IPV|X|GPT|AES|RSA|MD|JP|MP|UTC|GMT|ARM|WIN|API|FIPS|GH|KB|MB|GB|TB|HD|AWS|OAUTH|TLS|SSL|USB|ECMA|CSS|HTML|IE|LOC)$/.test(
    letters,
  );
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const monthPattern =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const quarterFirst = /^((?:Q|H|T)[1-4])(?:\s*[-–/]\s*(?:Q|H|T)?[1-4])?[\s/,'’-]*((?:20)?\d\d)?(?![\p{L}\p{N}])/iu;
const yearFirst =
  /^(20\d\d)(?:\s*年)?(?:[\s/.-]*((?:Q|H|T)[1-4]|(?:0?[1-9]|1[0-2])(?=\s*月|[^\d]|$)))?(?:\s*月)?(?![\p{L}\p{N}])/iu;
const monthFirst = new RegExp(
  String.raw`^(${monthPattern})\.?(?:\s*[-–/]\s*(?:${monthPattern}))?\s+(20\d\d)(?![\p{L}\p{N}])`,
  'iu',
);

export function dateLabel(
  plain: string,
): { readonly id: string; readonly series: string; readonly length: number } | null {
  const quarter = quarterFirst.exec(plain);
  if (quarter !== null) {
    const year = quarter[2] === undefined ? '' : quarter[2].length === 2 ? `20${quarter[2]}` : quarter[2];
    const part = (quarter[1] ?? '').slice(1);
    return { id: year === '' ? part : `${year}.${part}`, series: 'quarter', length: quarter[0].length };
  }
  const month = monthFirst.exec(plain);
  if (month !== null) {
    const part = months.indexOf((month[1] ?? '').slice(0, 3).toLowerCase()) + 1;
    return { id: `${month[2] ?? ''}.${String(part)}`, series: 'month', length: month[0].length };
  }
  const year = yearFirst.exec(plain);
  if (year === null) return null;
  const part = year[2]?.replace(/^[QHT]/i, '');
  const series = part === undefined ? 'year' : /^[QHT]/i.test(year[2] ?? '') ? 'quarter' : 'month';
  return { id: part === undefined ? (year[1] ?? '') : `${year[1] ?? ''}.${part}`, series, length: year[0].length };
}

const versionPrefix = String.raw`(?:(?:versions?|releases?|versión|versão|версия|релиз|リリース|バージョン|版本|버전|milestone|target|current|next|upcoming|release target)\s*[:：-]?\s*)`;
const version = new RegExp(
  String.raw`^(?:${versionPrefix})?(?:[vV]\.?\s?(\d{1,4}(?:\.(?:\d{1,4}|[xX]))*)|(\d{1,4}(?:\.\d{1,4}){2}|\d{1,4}(?:\.\d{1,4})*\.[xX]|\d{1,3}\.\d{1,3}(?=[-+]?(?:alpha|beta|rc))))(?:[-.+]?(?:alpha|beta|rc|dev|pre|preview)[\w.]*)?(?:\s*[-–—→+]\s*[vV]?\d+(?:\.[\dxX]+)+|\+)?(?![\p{L}\p{N}])`,
  'u',
);
const namedVersion = new RegExp(String.raw`^${versionPrefix}(\d{1,4}(?:\.(?:\d{1,4}|[xX]))*)(?![\p{L}\p{N}%])`, 'iu');

/** Releases that have a name and no number; as the first word of a sentence they are none. */
const earlyRelease = /^(?:MVP|PoC|alpha|beta|GA)(?=\s*(?:$|[(（:：—–|-]|\s(?:release|version)\b))/i;

export function versionLabel(
  plain: string,
): { readonly id: string | null; readonly key: string; readonly length: number } | null {
  const early = earlyRelease.exec(plain);
  if (early !== null) return { id: null, key: early[0].toLowerCase(), length: early[0].length };
  const text = plain.replace(/^\[(?=v?\d)/, '');
  const found = version.exec(text) ?? namedVersion.exec(text);
  if (found === null) return null;
  const written = found[1] ?? found[2] ?? '';
  const id = written.replace(/\.x/gi, '');
  return { id, key: written.toLowerCase(), length: found[0].length + (plain.length - text.length) };
}
