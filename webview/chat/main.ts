/** Starts the page of conversations: builds what lives as long as it, and shows it. */
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { chatPageStart, chatPageState, pageFocused } from '../../protocol/chatPages.ts';
import { openBridge } from '../shared/bridge.ts';
import { buildMarkdown } from '../shared/renderMarkdown.ts';
import { buildCleaner } from '../shared/safeHtml.ts';
import { ChatSession } from './chatSession.ts';
import { ChatView } from './chatView.ts';
import { MessageFeed } from './messageFeed.ts';
import { renderCitations } from './renderCitations.ts';
import { renderCodeBlocks } from './renderCodeBlocks.ts';
import { RenderedTexts } from './renderedTexts.ts';

customElements.define('phasegate-feed', MessageFeed);
customElements.define('phasegate-chat', ChatView);

const bridge = openBridge();
const start = chatPageStart.parse(JSON.parse(document.body.dataset['start'] ?? 'null'));
const markdown = buildMarkdown();
const clean = buildCleaner();
const texts = new RenderedTexts((text) => renderCitations(renderCodeBlocks(clean(markdown(text)))));

const wide = window.matchMedia('(min-width: 680px)');
const view = new ChatView();
view.session = new ChatSession(bridge, start, bridge.readState(chatPageState), () => wide.matches);
view.renderMarkdown = (text) => texts.render(text);
document.body.append(view);

window.addEventListener('focus', () => bridge.tell(pageFocused, {}));
