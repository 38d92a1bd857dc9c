/** What an element of a page is for, by its name, its role and how its classes are called. */
import { decodeEntities } from './htmlEntities.ts';

export interface ElementTraits {
  /** Nobody who reads the page sees it. */
  readonly isHidden: boolean;
  /** Navigation by its name or role. */
  readonly isNavigation: boolean;
  /** Its class or id sounds like navigation, or it is a form, which some systems put around the whole page. */
  readonly isDoubtful: boolean;
  /** It says that it is the content. */
  readonly isMain: boolean;
  /** Its class says that it is a title. */
  readonly isTitle: boolean;
  /** It holds footnotes. */
  readonly isNote: boolean;
  /** 1 to 6 for a heading; null for none. */
  readonly headingLevel: number | null;
}

export type Attributes = ReadonlyMap<string, string>;

const navigationElements = new Set(['nav', 'footer', 'aside', 'button', 'dialog', 'menu', 'head']);
const navigationRoles = new Set([
  'navigation',
  'banner',
  'contentinfo',
  'search',
  'complementary',
  'menu',
  'menubar',
  'dialog',
  'alertdialog',
  'toolbar',
  'tablist',
]);
const hiddenName =
  /(?:^|[-\s])(?:hidden|d-none|sr-only|visually-hidden|screen-reader(?:-text|-only)?|offscreen|noprint-hidden)(?:\s|$)/;
const doubtfulName =
  /(?:^|[-\s])(?:nav|navbar|navigation|menu|submenu|bread-?crumbs?|crumbs?|crumb-?trail|footer|footer-links|side-?bar|cookies?|consent|toc|table-of-contents|pagination|pager|prev-?next|previous-next|skip|skip-?links?|share|sharing|social|search|tool-?bar|tool-?box|tools|actions|utility|utilities|mast-?head|banner|related|feedback|print|pop-?up|modal|overlay|top-?bar|top-?links|quick-?links|languages?|lang-switcher|language-switcher|copyright|back-?to-?top|perma-?link|newsletter|log-?in|sign-?in|site-?map|site-header|page-header|global-header|site-title)(?:[-\s]|$)/;
const mainName = /^(?:main|content|main-?content|page-?content|document|doc-?content|body-?content|article-?body)$/;
const titleName = /(?:^|[-\s])(?:headings?|titles?|sub-?title|sub-?heading|hdr?|caption|h[1-6]|ti|sti)(?:[-\s]|\d|$)/;
const noteName = /(?:^|[-\s])(?:foot-?notes?|end-?notes?|fn|fns|oj-note|leg-annotations?|annotations?)(?:[-\s]|$)/;
const noteId = /^_?(?:ftn|fn|footnote|endnote|edn)[-:]?\d+$/;
/** What an aside of a rulebook may be that belongs to the rules. */
const belongsName = /guidance|definition|example|note|commentary|provision|rule/;

const nothing: ElementTraits = {
  isHidden: false,
  isNavigation: false,
  isDoubtful: false,
  isMain: false,
  isTitle: false,
  isNote: false,
  headingLevel: null,
};

/** @param isInMain whether it stands in what says that it is the content */
export function traitsOf(name: string, attributes: Attributes, isInMain: boolean): ElementTraits {
  const byName = namedHeadingLevel(name);
  if (attributes.size === 0) {
    const isPageHeader = name === 'header' && !isInMain;
    const isNavigation = isPageHeader || navigationElements.has(name);
    const isMain = name === 'main' || name === 'article';
    const isTitle = name === 'summary' || name === 'legend';
    const isPlain = byName === null && !isNavigation && !isMain && !isTitle && name !== 'form';
    return isPlain
      ? nothing
      : { ...nothing, isNavigation, isMain, isTitle, isDoubtful: name === 'form', headingLevel: byName };
  }
  const classes = hyphenated(attributes.get('class') ?? '');
  const id = hyphenated(attributes.get('id') ?? '');
  const names = `${classes} ${id}`;
  const role = attributes.get('role')?.toLowerCase() ?? '';
  const isNote = noteName.test(classes) || noteId.test(id) || noteName.test(id) || /^doc-(?:foot|end)note/.test(role);
  const isMain = name === 'main' || name === 'article' || role === 'main' || mainName.test(id);
  const isAside = name === 'aside' && !belongsName.test(names);
  const isNamedNavigation = (navigationElements.has(name) && name !== 'aside') || isAside;
  const isPageHeader = name === 'header' && !isInMain;
  return {
    isHidden:
      attributes.has('hidden') ||
      /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes.get('style') ?? '') ||
      attributes.get('aria-hidden') === 'true' ||
      hiddenName.test(classes),
    isNavigation: !isNote && (isPageHeader || isNamedNavigation || navigationRoles.has(role)),
    isDoubtful:
      !isMain &&
      !isNote &&
      name !== 'body' &&
      name !== 'html' &&
      (name === 'form' || doubtfulName.test(names) || /^header$/.test(id) || (/^header$/.test(classes) && !isInMain)),
    isMain,
    isTitle: name === 'summary' || name === 'legend' || titleName.test(classes),
    isNote,
    headingLevel: byName ?? (role === 'heading' ? levelOf(attributes.get('aria-level')) : null),
  };
}

/** Attributes by their names in lower case; the first of each name. */
export function attributesIn(text: string): Attributes {
  const found = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(
    /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
  )) {
    const key = name.toLowerCase();
    if (!found.has(key)) found.set(key, decodeEntities(double ?? single ?? bare ?? ''));
  }
  return found;
}

/** `leftNav` and `left_nav` as `left-nav`. */
function hyphenated(names: string): string {
  return names
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}

function namedHeadingLevel(name: string): number | null {
  return name.length === 2 && /^h[1-6]$/.test(name) ? Number(name[1]) : null;
}

function levelOf(written: string | undefined): number {
  const level = Number(written ?? 2);
  return Number.isInteger(level) ? Math.min(6, Math.max(1, level)) : 2;
}
