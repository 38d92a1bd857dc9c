/** Turns Markdown that anybody may have written into HTML that can do nothing but be read. */
import MarkdownIt from 'markdown-it';
import { buildHighlighter } from './highlightCode.ts';

/** Never HTML of the text's own, never an image, and links to nowhere but the web. */
export function buildMarkdown(): (text: string) => string {
  const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, highlight: buildHighlighter() });
  // A link without a scheme leads nowhere from here, and one with another scheme could run something.
  markdown.validateLink = (url) => /^https?:\/\//i.test(url.trim());
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  // What an image shows has to be fetched, and fetching tells somebody; its words remain.
  markdown.renderer.rules['image'] = (tokens, index) => {
    const token = tokens[index];
    const words = token?.content ?? '';
    return `<span class="image-words">${markdown.utils.escapeHtml(words === '' ? 'Image' : words)}</span>`;
  };
  markdown.renderer.rules['link_open'] = (tokens, index, options, _env, renderer) => {
    const token = tokens[index];
    const address = token?.attrGet('href') ?? '';
    // Where a link leads is seen before it is followed.
    token?.attrSet('title', address);
    return renderer.renderToken(tokens, index, options);
  };
  return (text) => markdown.render(text);
}
