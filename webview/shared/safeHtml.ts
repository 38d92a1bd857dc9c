/** Cleans HTML a second time, in the browser itself, so that no mistake of a renderer reaches the page. */
import createDOMPurify from 'dompurify';

/** What Markdown comes to; nothing that loads, runs, or leads elsewhere than to the web. */
const policy = {
  ALLOWED_TAGS: [
    'a',
    'blockquote',
    'br',
    'code',
    'del',
    'em',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'hr',
    'li',
    'ol',
    'p',
    'pre',
    's',
    'span',
    'strong',
    'table',
    'tbody',
    'td',
    'th',
    'thead',
    'tr',
    'ul',
  ],
  ALLOWED_ATTR: ['href', 'title', 'start', 'class'],
  ALLOWED_URI_REGEXP: /^https?:\/\//i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

export function buildCleaner(): (html: string) => string {
  const purifier = createDOMPurify(window);
  return (html) => purifier.sanitize(html, policy);
}
