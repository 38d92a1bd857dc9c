/** Tells the content of a page from its navigation, its frame and its controls. */
import type { HtmlBlock } from './htmlBlocks.ts';

/** Share of the text that must be left when something is taken for navigation. */
const leastMain = 0.4;
/** So many short links one after the other are a menu. */
const menuLength = 3;
const longestMenuItem = 160;
/** What a page says over and over, such as "Back to top", or many pages in the middle of what differs. */
const longestControl = 120;
const leastRepeats = 3;
/** Text that differs from page to page and is no heading or link: from here on it is content. */
const leastContent = 30;
const controlText =
  /^(?:[←→«»↑‹›▲▼<>\s|]*)(?:previous|next|back(?: to (?:the )?top)?|(?:go )?to top|top(?: of page)?|up|home|print(?: (?:this )?page| version)?|download(?: (?:as )?pdf)?|(?:view|export|save)(?: (?:as|to))? (?:pdf|word|xml)|share(?: this)?(?: page)?|permalink|(?:copy )?link(?: to this (?:provision|section|rule|paragraph))?|skip to (?:main )?content|(?:show|hide|view|open|close|expand|collapse)(?: (?:all|menu|details|history|versions?|timeline.*))?|search|menu|log ?in|sign in|subscribe|help|feedback|contents|on this page|in this section|was this page helpful\??)(?:\s*[:|←→«»↑‹›▲▼<>].*)?$/i;

/**
 * Each rule may be wrong about a page, so one that would leave too little is not followed.
 *
 * @param isRepeated whether a text stands on most pages of the same site
 */
export function contentOf(blocks: readonly HtmlBlock[], isRepeated: (text: string) => boolean): readonly HtmlBlock[] {
  const isContent = blocks.filter(({ isNavigation }) => !isNavigation);
  const main = keepMost(isContent, (block) => block.isMain);
  const certain = withoutDoubtful(main);
  const own = keepMost(certain, ownBlocks(certain, isRepeated));
  const controls = repeatedControls(own);
  return withoutMenus(own.filter((block) => !controls.has(block) && !isBreadcrumb(block)));
}

/** What is kept by a rule, unless the rule throws away most of the text and so cannot be meant for this page. */
function keepMost(blocks: readonly HtmlBlock[], isKept: (block: HtmlBlock) => boolean): readonly HtmlBlock[] {
  const kept = blocks.filter(isKept);
  return weightOf(kept) >= leastMain * weightOf(blocks) ? kept : blocks;
}

/** Headings and links weigh nothing here: a menu is made of them. */
function weightOf(blocks: readonly HtmlBlock[]): number {
  return blocks.reduce((sum, { text, linkShare }) => sum + text.length * (1 - linkShare), 0);
}

/** An element that is called as navigation is, and yet holds most of the text, is called so by accident. */
function withoutDoubtful(blocks: readonly HtmlBlock[]): readonly HtmlBlock[] {
  const weights = new Map<number, number>();
  for (const { doubtful, text, linkShare } of blocks) {
    for (const element of doubtful) weights.set(element, (weights.get(element) ?? 0) + text.length * (1 - linkShare));
  }
  const most = (1 - leastMain) * weightOf(blocks);
  return keepMost(blocks, ({ doubtful }) => doubtful.every((element) => (weights.get(element) ?? 0) > most));
}

/**
 * The frame of a site is what its pages begin and end with. In between, only what is short and says nothing is taken for
 * a part of it: many chapters begin with the same sentence.
 */
function ownBlocks(blocks: readonly HtmlBlock[], isRepeated: (text: string) => boolean): (block: HtmlBlock) => boolean {
  const repeated = blocks.map(({ text }) => isRepeated(text));
  const isOwn = (block: HtmlBlock, at: number): boolean =>
    repeated[at] !== true &&
    (block.headingLevel !== null || (block.linkShare < 0.5 && block.text.length >= leastContent));
  const first = blocks.findIndex(isOwn);
  const last = blocks.findLastIndex(isOwn);
  const dropped = new Set(
    blocks.filter((block, at) => repeated[at] === true && (at < first || at > last || saysNothing(block))),
  );
  return (block) => !dropped.has(block);
}

function saysNothing({ text, headingLevel, mark }: HtmlBlock): boolean {
  return headingLevel === null && mark === '' && text.length <= longestControl && !/[.;:,]$|\d/.test(text);
}

/** Controls by what they say, and short links or words that one page repeats. */
function repeatedControls(blocks: readonly HtmlBlock[]): ReadonlySet<HtmlBlock> {
  const counts = new Map<string, number>();
  for (const { text } of blocks) if (text.length <= longestControl) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Set(
    blocks.filter(
      ({ text, headingLevel, linkShare, mark }) =>
        headingLevel === null &&
        mark === '' &&
        text.length <= longestControl &&
        (controlText.test(text) || (linkShare > 0.8 && (counts.get(text) ?? 0) >= leastRepeats)),
    ),
  );
}

/** A path of links such as "Home › Handbook › Chapter 4". */
function isBreadcrumb({ text, linkShare, linkCount, headingLevel }: HtmlBlock): boolean {
  if (headingLevel !== null || text.length > 300) return false;
  const parts = text.split(/\s*[›»→⟩>]\s*|\s+[/|]\s+/).filter((part) => part !== '');
  if (parts.length >= 2 && linkCount >= 1 && linkShare >= 0.3) return true;
  return parts.length >= 3 && /^home$/i.test(parts[0]?.trim() ?? '');
}

function withoutMenus(blocks: readonly HtmlBlock[]): readonly HtmlBlock[] {
  const menus = linkLists(blocks);
  const isItem = blocks.map(
    ({ headingLevel, linkShare, text }) => headingLevel === null && linkShare > 0.8 && text.length <= longestMenuItem,
  );
  const kept: HtmlBlock[] = [];
  for (let index = 0; index < blocks.length;) {
    let end = index;
    while (isItem[end] === true) end++;
    // What a sentence announces belongs to it, also where it is a list of links.
    const isAnnounced = /[:;,—–]$/.test(blocks[index - 1]?.text ?? '');
    if (end - index < menuLength || isAnnounced) kept.push(...blocks.slice(index, Math.max(end, index + 1)));
    index = Math.max(end, index + 1);
  }
  return kept.filter((block) => !menus.has(block) && !isLineOfLinks(block));
}

/** Several links in one block, and hardly anything beside them. */
function isLineOfLinks({ headingLevel, linkShare, linkCount, text }: HtmlBlock): boolean {
  return headingLevel === null && linkCount >= menuLength && linkShare > 0.85 && !/[.;:]$/.test(text);
}

/** Lists whose items are short links nearly all. */
function linkLists(blocks: readonly HtmlBlock[]): ReadonlySet<HtmlBlock> {
  const lists = new Map<number, HtmlBlock[]>();
  const announced = new Set<number>();
  for (const [at, block] of blocks.entries()) {
    if (block.list === null) continue;
    const items = lists.get(block.list);
    if (items !== undefined) items.push(block);
    else {
      lists.set(block.list, [block]);
      if (/[:;,—–]$/.test(blocks[at - 1]?.text ?? '')) announced.add(block.list);
    }
  }
  const found = new Set<HtmlBlock>();
  for (const [number, items] of lists) {
    if (items.length < 2 || announced.has(number)) continue;
    const length = items.reduce((sum, { text }) => sum + text.length, 0);
    const linked = items.reduce((sum, { text, linkShare }) => sum + text.length * linkShare, 0);
    const isShort = length / items.length <= longestMenuItem;
    if (isShort && linked / length >= 0.6) for (const item of items) found.add(item);
  }
  return found;
}
