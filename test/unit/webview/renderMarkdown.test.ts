/** Tests that Markdown of anybody comes to HTML that loads nothing, runs nothing and leads to the web only. */
import assert from 'node:assert/strict';
import { buildMarkdown } from '../../../webview/shared/renderMarkdown.ts';

const render = buildMarkdown();

describe('Markdown of a message', () => {
  it('is drawn, line breaks as they were typed', () => {
    assert.equal(render('**bold**\nnext'), '<p><strong>bold</strong><br>\nnext</p>\n');
    assert.match(render('```\nconst x = 1 < 2;\n```'), /<pre><code>const x = 1 &lt; 2;/);
  });

  it('has the words of code marked, and nothing in code that is not its text', () => {
    assert.match(
      render('```ts\nconst x = 1 < 2;\n```'),
      /<pre><code class="language-ts"><span class="hljs-keyword">const<\/span> x = <span class="hljs-number">1<\/span> &lt;/,
    );
    assert.match(render('```nosuch\nconst x = 1;\n```'), /<code class="language-nosuch">const x = 1;/);
    for (const language of ['ts', 'html', 'xml', 'md', 'php', 'css', 'yaml', 'diff', 'nosuch']) {
      const hostile = '<img src=x onerror=alert(1)><script>alert(1)</script> </code></pre><a href="javascript:1">';
      const drawn = render('```' + language + '\n' + hostile + '\n```');
      const elements = [...drawn.matchAll(/<\/?([a-z]+)/g)].map(([, name = '']) => name);
      assert.deepEqual(
        elements.filter((name) => !['pre', 'code', 'span'].includes(name)),
        [],
        drawn,
      );
    }
    const long = 'const x = 1;\n'.repeat(2_000);
    assert.doesNotMatch(render('```ts\n' + long + '```'), /hljs/);
  });

  it('shows where a link leads', () => {
    assert.equal(
      render('[law](https://example.com/a)'),
      '<p><a href="https://example.com/a" title="https://example.com/a">law</a></p>\n',
    );
    assert.match(render('see https://example.com/b.'), /<a href="https:\/\/example\.com\/b"/);
  });

  const harmful = [
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](command:workbench.action.terminal.new)',
    '[x](vscode://phasegate.phasegate/run)',
    '[x](file:///etc/passwd)',
    '[x](data:text/html,hello)',
    '[x](//evil.example/x)',
    '[x](\u0001https:evil)',
    '<javascript:alert(1)>',
    'mail@example.com and example.com',
  ];
  for (const text of harmful)
    it(`makes no link of ${JSON.stringify(text)}`, () => assert.doesNotMatch(render(text), /<a\b/));

  for (const text of [
    '![x](https://evil.example/a.png)',
    '![](https://evil.example/a.png)',
    '![x][r]\n\n[r]: https://e.example',
  ])
    it(`fetches nothing for ${JSON.stringify(text)}`, () =>
      assert.doesNotMatch(render(text), /<img|evil\.example|src=/));

  for (const text of [
    '<img src=x onerror=alert(1)>',
    '<script>1</script>',
    '<style>*{}</style>',
    '<a onclick="x">x</a>',
  ])
    it(`shows ${text} as text`, () => assert.doesNotMatch(render(text), /<(img|script|style|a )/));
});
